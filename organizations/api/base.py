"""What every view stands on: who asks and from where, what a request may say, rows by id, and pages.

A view does all that a request says or nothing: what it would leave out is refused, before anything is done. Views of
one person (`PersonView`), and views below /organizations/{org} (`OrganizationView`), which answer strangers 404.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from rest_framework.fields import Field, ListField, empty
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, CharField, ListSerializer, Serializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from organizations.api.authentication import token_of
from organizations.api.idempotency import IdempotentView
from organizations.audit import Actor, RequestSource
from organizations.models import Membership, Organization, User
from organizations.refusals import Invalid, Missing, UnknownFields
from organizations.selectors import entered
from organizations.text import insist_on_one_line

# A field or filter that we do not know is refused: left out, a narrowed request would become a wide one.


def refuse_unknown(names: Iterable[str]) -> None:
    """Raises UnknownFields (422) when there are any."""
    if found := list(names):
        raise UnknownFields(found)


def unknown_fields(taken: "Field[Any, Any, Any, Any]", data: Any, path: str = "") -> list[str]:
    """What the data names and the input does not take, at every depth, as `settings.external_sharing`."""
    if isinstance(taken, (ListSerializer, ListField)):
        items = enumerate(data) if isinstance(data, list) else ()
        child: Any = taken.child
        return [name for index, item in items for name in unknown_fields(child, item, f"{path}{index}.")]
    if not isinstance(taken, BaseSerializer) or not isinstance(data, Mapping):
        return []
    fields = {name: field for name, field in getattr(taken, "fields", {}).items() if not field.read_only}
    found = [f"{path}{name}" for name in data if name not in fields]
    for name in fields.keys() & data.keys():
        found += unknown_fields(fields[name], data[name], f"{path}{name}.")
    return found


Input = type[BaseSerializer[Any]]


class Nothing(Serializer[Any]):
    """What a request says that is complete without a body or a query."""


def valid(serializer: Input, data: Any) -> dict[str, Any]:
    """The checked input: the one way from a request to a view.

    Raises UnknownFields (422) with the fields that the serializer does not have, ValidationError (400) with the wrong.
    """
    checked = serializer(data=data)
    refuse_unknown(unknown_fields(checked, data))
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


class ClosedView(APIView):
    """`queries` tells for each method what may be asked; `asked` is what was, checked.

    Without an entry a query may name nothing. A DELETE has no body, unless the view says `delete_takes_body` and
    reads it with `valid`, as all other methods do.
    """

    queries: ClassVar[Mapping[str, Input]] = {}
    page_parameters: tuple[str, ...] = ()
    delete_takes_body = False
    asked: dict[str, Any]

    def insist_on_known(self, request: Request) -> None:
        """Once the person was let in. Raises UnknownFields (422), or a 400 that names what is given twice or wrong."""
        method = "GET" if request.method in SAFE_METHODS else str(request.method)
        if not hasattr(self, method.lower()):
            return  # DRF answers 405
        self.asked = self._checked_query(request, method)
        if method == "DELETE" and not self.delete_takes_body:
            valid(Nothing, request.data)

    def _checked_query(self, request: Request, method: str) -> dict[str, Any]:
        taken, query = self.queries.get(method, Nothing), request.query_params
        others = {str(api_settings.URL_FORMAT_OVERRIDE), *(self.page_parameters if method == "GET" else ())}
        given = {name: query[name] for name in query if name not in others}
        refuse_unknown(sorted(unknown_fields(taken(), given)))
        for name in query:
            if len(query.getlist(name)) > 1:
                raise Invalid(name, "Give this once.")
        return valid(taken, given) if given else {}


# Kinds of input that several serializers share.


class OneLineField(CharField):
    """A name, title or label: surrounding blanks and line breaks are cut off, others refused (`one_line`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(insist_on_one_line)

    def run_validation(self, data: Any = empty) -> Any:
        """As in DRF, for text without what a paste leaves at its ends."""
        return super().run_validation(data.strip() if isinstance(data, str) else data)


# Who asks.


class PersonView(IdempotentView, ClosedView):
    """A signed-in person, in one transaction; no tenant is open."""

    person: User
    source: RequestSource

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As in DRF, in a transaction from the end of `initial` until the answer is made."""
        with ExitStack() as self._scope:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate, note who asks from where, and open the transaction."""
        super().initial(request, *args, **kwargs)
        self.person = cast(User, request.user)
        self.source = RequestSource.of(request, "token" if token_of(request) else "member")
        self._scope.enter_context(transaction.atomic())
        self.insist_on_known(request)
        self.claim_answer(request)


class OrganizationView(IdempotentView, ClosedView):
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
        source = RequestSource.of(request, "token" if token_of(request) else "member")
        self.actor = Actor(source.kind, self.organization.id, membership, source.address, source.user_agent)
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

    def page(self, rows: "QuerySet[Any]", shape: Callable[[Any], Any], *, ordering: tuple[str, ...] | str) -> Response:
        """One page of the rows in a unique (or nearly unique) order; `shape` turns one row into JSON."""
        return self.shaped_page(rows, lambda found: [shape(row) for row in found], ordering=ordering)

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
