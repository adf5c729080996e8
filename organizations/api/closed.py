"""A view does all that a request says or nothing: what it would leave out is refused, before anything is done."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.fields import Field, ListField, empty
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, CharField, ListSerializer, Serializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from organizations.refusals import Invalid, UnknownFields
from organizations.text import insist_on_one_line

# A field or filter that we do not know is refused: left out, a narrowed request would become a wide one.


def refuse_unknown(names: Iterable[str]) -> None:
    """Raises UnknownFields (422) when there are any."""
    if found := list(names):
        raise UnknownFields(found)


def unknown_fields(shape: "Field[Any, Any, Any, Any]", data: Any, path: str = "") -> list[str]:
    """What the data names and the shape does not, at every depth, as `settings.external_sharing`."""
    if isinstance(shape, (ListSerializer, ListField)):
        items = enumerate(data) if isinstance(data, list) else ()
        child: Any = shape.child
        return [name for index, item in items for name in unknown_fields(child, item, f"{path}{index}.")]
    if not isinstance(shape, BaseSerializer) or not isinstance(data, Mapping):
        return []
    fields = {name: field for name, field in getattr(shape, "fields", {}).items() if not field.read_only}
    found = [f"{path}{name}" for name in data if name not in fields]
    for name in fields.keys() & data.keys():
        found += unknown_fields(fields[name], data[name], f"{path}{name}.")
    return found


Shape = type[BaseSerializer[Any]]


class Nothing(Serializer[Any]):
    """What a request says that is complete without a body or a query."""


def valid(serializer: Shape, data: Any) -> dict[str, Any]:
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

    queries: ClassVar[Mapping[str, Shape]] = {}
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
        shape, query = self.queries.get(method, Nothing), request.query_params
        others = {str(api_settings.URL_FORMAT_OVERRIDE), *(self.page_parameters if method == "GET" else ())}
        given = {name: query[name] for name in query if name not in others}
        refuse_unknown(sorted(unknown_fields(shape(), given)))
        for name in query:
            if len(query.getlist(name)) > 1:
                raise Invalid(name, "Give this once.")
        return valid(shape, given) if given else {}


# Kinds of input that several serializers share.


class OneLineField(CharField):
    """A name, title or label: surrounding blanks and line breaks are cut off, others refused (`one_line`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(insist_on_one_line)

    def run_validation(self, data: Any = empty) -> Any:
        """As in DRF, for text without what a paste leaves at its ends."""
        return super().run_validation(data.strip() if isinstance(data, str) else data)


# How a Decision looks to clients.


class DecisionSerializer(serializers.Serializer[dict[str, object]]):
    """Allowed or not, with a stable code and plain words when not."""

    allowed = serializers.BooleanField()
    code = serializers.CharField(help_text="Stable; empty when allowed.")
    reason = serializers.CharField(help_text="In plain words; empty when allowed.")
