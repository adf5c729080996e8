"""A field or filter that we do not know is refused: left out, a narrowed request would become a wide one."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.fields import Field, ListField
from rest_framework.serializers import BaseSerializer, ListSerializer

from organizations.exceptions import UnknownFields


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
