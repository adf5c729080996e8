"""How the API describes itself in OpenAPI 3.1 (served by config/api/docs.py)."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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


def close_requests(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A request's shapes take no other fields (organizations/api/closed.py)."""
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
    """Every operation may answer a problem: one shape for all errors (RFC 9457)."""
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
