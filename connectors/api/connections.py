"""A member's own accounts at a connector."""

import secrets
import uuid
from typing import Annotated, Any, NotRequired, TypedDict

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.accounts.callback import PATH_CHARACTERS, browser_cookie
from connectors.accounts.disconnect import disconnect, rename_connection
from connectors.accounts.start import Started, Wish, start_connection
from connectors.api.tools import ConnectorsOfMember
from connectors.models.connection import ATTEMPT_LIFETIME, Connection, ConnectionStatus
from connectors.outbound import CALLBACK_PATH
from connectors.policy.headers import KEY_CHARACTERS, MOST_HEADERS
from connectors.selectors import connections_of
from organizations.api.base import OneLineField, PagedView, valid
from organizations.shapes import Id, Time, time_text
from organizations.tenancy import tenant


class KeyShape(TypedDict):
    """A key that the member entered; it is never shown again."""

    name: str
    ends_with: Annotated[str, "Its last four characters; empty for a short one."]


class ConnectionShape(TypedDict):
    """One's own account at a connector."""

    id: Id
    status: Annotated[str, ConnectionStatus]
    label: str
    account: Annotated[str, "The provider's name of the account; may be empty."]
    scopes: list[str]
    missing_scopes: Annotated[
        list[str], "What the service wanted for something and was not granted: signing in again asks for it."
    ]
    keys: Annotated[list[KeyShape], "The keys that were entered for it."]
    last_used_at: Time | None
    created_at: Time


class StartedConnectionShape(ConnectionShape):
    """`pending` with the address where the member signs in, or `connected` at once."""

    authorization_url: NotRequired[Annotated[str, "Send the browser there."]]
    issuer: NotRequired[Annotated[str | None, "The sign-in server that it belongs to."]]


def connection_shape(row: Connection) -> ConnectionShape:
    """One's own account."""
    return {
        "id": str(row.pk),
        "status": row.status,
        "label": row.label,
        "account": row.account,
        "scopes": row.scopes,
        "missing_scopes": row.missing_scopes,
        "keys": [{"name": name, "ends_with": end} for name, end in row.header_ends.items()],
        "last_used_at": time_text(row.last_used_at),
        "created_at": time_text(row.created_at),
    }


def started_connection_shape(started: Started) -> StartedConnectionShape | ConnectionShape:
    """The account, and where to sign in if there is more to do."""
    shown = connection_shape(started.connection)
    if not started.authorization_url:
        return shown
    # Also while an account signs in again, whose old credential works until then.
    pending = ConnectionStatus.PENDING
    return {**shown, "status": pending, "authorization_url": started.authorization_url, "issuer": started.issuer}


class NewConnection(serializers.Serializer[Any]):
    """An account to connect, or with the label of an existing one, to sign in again."""

    label: Any = OneLineField(required=False, max_length=80, allow_blank=True)
    return_to = serializers.CharField(
        required=False, max_length=PATH_CHARACTERS, allow_blank=True, help_text="A path of this workspace."
    )
    headers = serializers.DictField(
        required=False,
        child=serializers.CharField(max_length=KEY_CHARACTERS, allow_blank=True),
        help_text="The keys that the service wants, by the names of `header_fields`. What is left out stays.",
    )

    def validate_headers(self, value: dict[str, str]) -> dict[str, str]:
        """A few at most."""
        if len(value) > MOST_HEADERS:
            raise serializers.ValidationError(f"At most {MOST_HEADERS} keys.")
        return value


class ConnectionChanges(serializers.Serializer[Any]):
    """Another label."""

    label: Any = OneLineField(max_length=80, allow_blank=True)


class ConnectionList(ConnectorsOfMember, PagedView):
    """One's own accounts at a connector."""

    # Starting a sign-in asks the service, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="connections_list", responses=list[ConnectionShape])
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """One's own, the oldest first."""
        with tenant(self.organization.id):
            rows = connections_of(self.membership, connector=self.connector(connector_id))
            return self.page(rows, connection_shape, ordering=("created_at", "id"))

    @extend_schema(
        operation_id="connections_create",
        request=NewConnection,
        responses={201: StartedConnectionShape},
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
        response = Response(started_connection_shape(started), status=201)
        if nonce and started.state:
            _bind_to_browser(response, started.state, nonce)
        return response


class ConnectionDetail(ConnectorsOfMember):
    """One's own account."""

    @extend_schema(operation_id="connections_retrieve", responses=ConnectionShape)
    def get(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """The account."""
        return Response(connection_shape(self.connection(connector_id, connection_id)))

    @extend_schema(operation_id="connections_update", request=ConnectionChanges, responses=ConnectionShape)
    def patch(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """Give it another label."""
        row = rename_connection(
            actor=self.actor,
            connection=self.connection(connector_id, connection_id),
            **valid(ConnectionChanges, request.data),
        )
        return Response(connection_shape(row))

    @extend_schema(operation_id="connections_destroy", responses={204: None})
    def delete(self, request: Request, org: str, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Response:
        """Disconnect it: unusable at once, its tokens revoked and deleted."""
        disconnect(actor=self.actor, connection=self.connection(connector_id, connection_id))
        return Response(status=204)


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
