"""A member's own accounts at a connector."""

import secrets
import uuid

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors import shapes
from connectors.accounts.callback import browser_cookie
from connectors.accounts.disconnect import disconnect, rename_connection
from connectors.accounts.start import Started, Wish, start_connection
from connectors.api.answers import ConnectionSerializer, StartedConnectionSerializer
from connectors.api.base import ConnectorsOfMember
from connectors.api.requests import ConnectionChanges, NewConnection
from connectors.models.connection import ATTEMPT_LIFETIME
from connectors.outbound import CALLBACK_PATH
from connectors.selectors import connections_of
from organizations.api.base import PagedView
from organizations.api.closed import valid
from organizations.tenancy import tenant


class ConnectionsView(ConnectorsOfMember, PagedView):
    """One's own accounts at a connector."""

    # Starting a sign-in asks the service, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="connections_list", responses=ConnectionSerializer(many=True))
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """One's own, the oldest first."""
        with tenant(self.organization.id):
            rows = connections_of(self.membership, connector=self.connector(connector_id))
            return self.shaped_page(
                rows,
                lambda found: [dict(ConnectionSerializer(shapes.connection(row)).data) for row in found],
                ordering=("created_at", "id"),
            )

    @extend_schema(
        operation_id="connections_create",
        request=NewConnection,
        responses={201: StartedConnectionSerializer},
    )
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Connect an account: send the browser to `authorization_url`, it comes back to `return_to`."""
        with tenant(self.organization.id):
            self.connector(connector_id)  # a stranger's 404 comes before what may be wrong with the body
        wanted = valid(NewConnection, request.data)
        nonce = "" if self.actor.kind == "token" else secrets.token_urlsafe(32)
        started = start_connection(Wish(self.actor, connector_id, browser_nonce=nonce, mobile=self.is_mobile, **wanted))
        # The address holds the state, which is good for one sign-in.
        self.answer_is_secret = True
        response = Response(_shaped(started), status=201)
        if nonce and started.state:
            _bind_to_browser(response, started.state, nonce)
        return response


class ConnectionView(ConnectorsOfMember):
    """One's own account."""

    @extend_schema(operation_id="connections_retrieve", responses=ConnectionSerializer)
    def get(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """The account."""
        row = self.connection(connector_id, connection_id)
        return Response(ConnectionSerializer(shapes.connection(row)).data)

    @extend_schema(operation_id="connections_update", request=ConnectionChanges, responses=ConnectionSerializer)
    def patch(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """Give it another label."""
        row = rename_connection(
            actor=self.actor,
            connection=self.connection(connector_id, connection_id),
            **valid(ConnectionChanges, request.data),
        )
        return Response(ConnectionSerializer(shapes.connection(row)).data)

    @extend_schema(operation_id="connections_destroy", responses={204: None})
    def delete(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """Disconnect it: unusable at once, its tokens revoked and deleted."""
        disconnect(actor=self.actor, connection=self.connection(connector_id, connection_id))
        return Response(status=204)


def _shaped(started: Started) -> dict[str, object]:
    shape = shapes.connection(started.connection)
    if started.authorization_url:
        # Also while an account signs in again, whose old credential works until then.
        shape |= {"status": "pending", "authorization_url": started.authorization_url, "issuer": started.issuer}
    return dict(StartedConnectionSerializer(shape).data)


def _bind_to_browser(response: Response, state: str, nonce: str) -> None:
    response.set_cookie(
        browser_cookie(state),
        nonce,
        max_age=int(ATTEMPT_LIFETIME.total_seconds()),
        path=CALLBACK_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        # The service sends the browser back by a link, which Strict would not count as ours.
        samesite="Lax",
    )
