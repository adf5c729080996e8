"""Who asks, and where: views of one person, and views below /organizations/{org}, which answer strangers 404."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings

from organizations.api.authentication import token_of
from organizations.api.closed import ClosedView
from organizations.api.idempotency import IdempotentView
from organizations.audit import Actor
from organizations.models import Membership, Organization, User
from organizations.origin import Origin
from organizations.refusals import Missing
from organizations.selectors import entered


class PersonView(IdempotentView):
    """A signed-in person, in one transaction; no tenant is open."""

    person: User
    origin: Origin

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, in a transaction from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, note who asks from where, and open the transaction."""
        super().initial(request, *args, **kwargs)
        self.person = cast(User, request.user)
        self.origin = Origin.of(request, "token" if token_of(request) else "member")
        self._scope.enter_context(transaction.atomic())
        self.insist_on_known(request)
        self.claim_answer(request)


class OrganizationView(IdempotentView):
    """The request's tenant transaction is the outer one; each service inside is a savepoint.

    A view that calls the network sets `holds_transaction = False` and opens `tenant()` around each piece of
    database work itself, so that no connection waits for another server. A handler whose answer holds a secret
    sets `self.answer_is_secret = True`: it is not kept for a repeated Idempotency-Key.
    """

    holds_transaction = True
    membership: Membership
    organization: Organization
    actor: Actor

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, with the tenant open from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            response = super().dispatch(request, *args, **kwargs)
        if response.streaming and not getattr(request, "keeps_connection", False):
            # A stream must not keep its request's pooled database connection; on the short way
            # (config/edge/lean.py) the connection is the thread's.
            connection.close()
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, then find the membership; raises Missing (404) for strangers."""
        super().initial(request, *args, **kwargs)
        entering = entered(cast(User, request.user), slug=kwargs["org"])
        if self.holds_transaction:
            membership = self._scope.enter_context(entering)
        else:
            with entering as membership:
                pass
        self.membership, self.organization = membership, membership.organization
        origin = Origin.of(request, "token" if token_of(request) else "member")
        self.actor = Actor(origin.kind, self.organization.id, membership, origin.address, origin.user_agent)
        self.insist_on_known(request)
        self.claim_answer(request, self.organization)

    @property
    def is_mobile(self) -> bool:
        """The client says it is a phone app (plans-PL11)."""
        return self.request.headers.get("X-Client", "").lower() in {"ios", "android"}


# Rows by id through the person who asks; everything else is one and the same 404 (credentials-C6).

M = TypeVar("M", bound=Model)


def found(rows: QuerySet[M], row_id: uuid.UUID | str) -> M:
    """The row with this id among those the person can reach; raises Missing."""
    try:
        return rows.get(pk=row_id)
    except ObjectDoesNotExist as error:
        raise Missing from error


# Cursor pages of any view: `{results, next, previous}`.


class PagedView(ClosedView):
    """A view with a list: `pagination_class` tells the schema, `page` makes the answer, `queries` what may be asked."""

    pagination_class: Any = api_settings.DEFAULT_PAGINATION_CLASS
    page_parameters = ("cursor", "page_size")

    def page(
        self,
        rows: "QuerySet[Any]",
        serializer: type[BaseSerializer[Any]],
        *,
        ordering: tuple[str, ...] | str,
        **context: Any,
    ) -> Response:
        """One page of the rows, in an order that ends in something unique or nearly so."""
        return self.shaped_page(
            rows,
            lambda found: serializer(found, many=True, context={"view": self, **context}).data,
            ordering=ordering,
        )

    def shaped_page(
        self,
        rows: "QuerySet[Any]",
        shape: Callable[[list[Any]], Sequence[Any]],
        *,
        ordering: tuple[str, ...] | str = ("-created_at", "-id"),
    ) -> Response:
        """The same, where `shape` turns all rows of the page into JSON at once."""
        paginator = self.pagination_class()
        paginator.ordering = ordering
        found = paginator.paginate_queryset(rows, self.request, view=self)
        return paginator.get_paginated_response(shape(list(found)))  # type: ignore[no-any-return]

    def whole(self, results: Sequence[Any]) -> Response:
        """A list that is always short, in the same envelope."""
        return Response({"results": results, "next": None, "previous": None})
