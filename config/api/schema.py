"""How the API describes itself in OpenAPI 3.1 (served by config/api/docs.py)."""

from inspect import getdoc
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from drf_spectacular import plumbing as untyped
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.settings import api_settings

from organizations.shapes import Format, Stream

plumbing: Any = untyped

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A repeat with the same key gets the first answer; kept for a day.",
)


class Schema(AutoSchema):
    """Tags by the noun of the path, and the header that every unsafe request may carry."""

    def get_tags(self) -> list[str]:
        """`/organizations/{org}/projects/{id}/members` is about projects."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        below = parts[parts.index("v1") + 1 :] if "v1" in parts else parts
        return [below[1] if below[0] == "organizations" and len(below) > 1 else below[0]]

    def get_override_parameters(self) -> list[Any]:
        """Idempotency-Key on everything that changes something."""
        return [] if self.method == "GET" else [IDEMPOTENCY_KEY]

    def _get_response_for_code(self, serializer: Any, *args: Any, **kwargs: Any) -> Any:
        """`responses=list[ToolShape]` is a page of them."""
        if get_origin(serializer) is list:
            serializer = self._page_of(*get_args(serializer))
        if isinstance(serializer, Stream):
            serializer = self._component(serializer.name, self._stream_of(serializer))
        return super()._get_response_for_code(serializer, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _get_pagination_parameters(self) -> Any:
        if self.method != "GET" or get_origin(self.get_response_serializers()) is not list:
            return []
        paginator: Any = api_settings.DEFAULT_PAGINATION_CLASS
        return paginator().get_schema_operation_parameters(self.view)

    def _page_of(self, shape: Any) -> dict[str, Any]:
        items = self.resolve_serializer(shape, "response")
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {"results": plumbing.build_array_type(items.ref), "next": address, "previous": address}
        page = plumbing.build_object_type(properties, required=list(properties))
        return self._component(f"Paginated{items.name}List", page)

    def _stream_of(self, stream: Stream) -> dict[str, Any]:
        position = _described(stream.position, self)
        opening = {name: _described(shape, self) for name, shape in stream.opening.items()}
        events = {name: {"allOf": [position, _described(shape, self)]} for name, shape in stream.events.items()}
        choices = [
            {
                "type": "object",
                "properties": {"event": {"type": "string", "const": name}, "data": data},
                "required": ["event", "data"],
            }
            for name, data in {**opening, **events}.items()
        ]
        return {"oneOf": choices}

    def _component(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        kind = plumbing.ResolvedComponent.SCHEMA
        component = plumbing.ResolvedComponent(name=name, type=kind, schema=schema, object=name)
        self.registry.register_on_missing(component)
        return dict(component.ref)


class ShapeComponents(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Makes the component `Tool` of the TypedDict `ToolShape` (organizations/shapes.py)."""

    @classmethod
    def _matches(cls, target: Any) -> bool:
        return is_typeddict(target)

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        """The name of the shape without its ending."""
        name: str = self.target.__name__
        return name.removesuffix("Shape")

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """All its fields; what is NotRequired may be missing."""
        hints = get_type_hints(self.target, include_extras=True)
        properties = {name: _described(hint, auto_schema) for name, hint in hints.items()}
        return dict(plumbing.build_object_type(properties, self.target.__required_keys__, getdoc(self.target)))


def _described(hint: Any, auto_schema: Any) -> dict[str, Any]:
    """The schema of one type, and of those within it."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if is_typeddict(hint):
        return dict(auto_schema.resolve_serializer(hint, "response").ref)
    if origin is Annotated:
        return _annotated(_described(args[0], auto_schema), args[1:])
    if origin in (Union, UnionType):
        (inner,) = (arg for arg in args if arg is not NoneType)
        return _or_null(_described(inner, auto_schema))
    if origin is NotRequired:
        return _described(args[0], auto_schema)
    if origin is list:
        return dict(plumbing.build_array_type(_described(args[0], auto_schema)))
    if origin is dict:
        return {"type": "object", "additionalProperties": _described(args[1], auto_schema)}
    return dict(plumbing.resolve_type_hint(hint))


def _annotated(schema: dict[str, Any], notes: tuple[Any, ...]) -> dict[str, Any]:
    for note in notes:
        if isinstance(note, str):
            schema = plumbing.append_meta(schema, {"description": note})
        elif isinstance(note, Format):
            schema = {**schema, "format": note.name}
        elif isinstance(note, tuple):
            schema = {**schema, "enum": list(note)}
        else:
            schema = {**schema, **plumbing.resolve_type_hint(note)}
    return schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    return dict(plumbing.append_meta(schema, {"nullable": True}))


def describe_events(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Adds the one path that is not a DRF view: the events of a turn."""
    turn = "/api/v1/organizations/{org}/turns/{turn_id}"
    read = result["paths"][turn]["get"]
    goes_on = {
        "in": "header",
        "name": "Last-Event-ID",
        "schema": {"type": "string"},
        "description": "Go on from there.",
    }
    events = {"text/event-stream": {"schema": {"$ref": "#/components/schemas/TurnEvent"}}}
    result["paths"][f"{turn}/events"] = {
        "get": {
            **read,
            "operationId": "turn_events_list",
            "description": "What happens in the turn, as it happens; `Last-Event-ID` goes on after a break.",
            "parameters": [*read["parameters"], goes_on],
            "responses": {"200": {"description": "Server-sent events", "content": events}},
        }
    }
    return result


def close_requests(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Request bodies allow no other fields (organizations/api/base.py)."""
    operations = [operation for methods in result["paths"].values() for operation in methods.values()]
    for operation in operations:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            _close(content.get("schema", {}), result["components"]["schemas"])
    return result


def _close(schema: dict[str, Any], shapes: dict[str, Any]) -> None:
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rsplit("/", 1)[-1]]
    for inner in [*schema.get("allOf", []), *schema.get("oneOf", []), *schema.get("properties", {}).values()]:
        _close(inner, shapes)
    if "properties" in schema:
        schema["additionalProperties"] = False


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Adds the problem of RFC 9457 to every operation: the one shape of all errors."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "A problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result


PROBLEM = {
    "type": "object",
    "description": "What went wrong, and what to do; `code` is stable.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {name: {"type": "string"} for name in ("field", "message", "code")},
            },
        },
    },
}
