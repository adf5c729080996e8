"""What waits for an owner's review, and what an owner says of it."""

import json
import uuid
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.api.tools import ConnectorsOfMember, RefusalShape, ToolShape, refusal_shape, tool_shapes, words_of
from connectors.models import Effect, ToolDefinition, Verdict
from connectors.policy.rules import may_change
from connectors.policy.tool_levels import hinted_effect
from connectors.selectors import ReviewedTool, tools_to_review
from connectors.tools.policies import Shown, review_tool, review_tools
from organizations.api.base import PagedView, valid
from organizations.models import Scope
from organizations.refusals import insist
from organizations.shapes import Time, time_text


class DefinitionShape(TypedDict):
    """Everything about one version of a tool that a review is about; schemas, hints and view as JSON text."""

    title: str
    description: str
    input: str
    output: str
    hints: str
    view: str


class ToolReviewShape(TypedDict):
    """A version of a tool that waits for an owner, or that one has refused."""

    name: str
    digest: Annotated[str, "A review names what was seen."]
    first_seen_at: Time
    effect: Annotated[str, "What it counts as.", Effect]
    hinted_effect: Annotated[Annotated[str, Effect] | None, "What its server says it does."]
    refused: RefusalShape | None
    now: DefinitionShape
    accepted: Annotated[DefinitionShape | None, "The version that was accepted before; null: none."]


def tool_review_shape(row: ReviewedTool) -> ToolReviewShape:
    """A version of a tool that an owner decides on, beside the accepted one."""
    hinted = hinted_effect(row.tool.annotations)
    return {
        "name": row.tool.name,
        "digest": row.tool.digest,
        "first_seen_at": time_text(row.tool.first_seen_at),
        "effect": row.tool.effect,
        "hinted_effect": hinted.value if hinted else None,
        "refused": refusal_shape(row.tool),
        "now": definition_shape(row.tool),
        "accepted": definition_shape(row.accepted) if row.accepted else None,
    }


def definition_shape(row: ToolDefinition) -> DefinitionShape:
    """Everything that the digest covers, as JSON text: a browser's numbers would not show every change."""
    return {
        "title": row.title or words_of(row.name),
        "description": row.description,
        "input": _as_text(row.input_schema),
        "output": _as_text(row.output_schema),
        "hints": _as_text(row.annotations),
        "view": _as_text(row.ui),
    }


def _as_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) if value else ""


class ToolVerdict(serializers.Serializer[Any]):
    """With a digest only that version is accepted or refused, without one the newest."""

    digest = serializers.CharField(required=False, max_length=64)
    verdict = serializers.ChoiceField(Verdict.choices, default=Verdict.ACCEPT)


class ShownTool(serializers.Serializer[Any]):
    """A tool in the version that the owner saw."""

    name = serializers.CharField(max_length=128)
    digest = serializers.CharField(max_length=64)


class NewToolReview(serializers.Serializer[Any]):
    """Everything that the owner saw and accepts, or refuses."""

    tools = ShownTool(many=True, allow_empty=False)
    verdict = serializers.ChoiceField(Verdict.choices, default=Verdict.ACCEPT)


class ToolReviewList(ConnectorsOfMember, PagedView):
    """The review of all that an owner was shown."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_reviews_list", responses=list[ToolReviewShape])
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """What waits for an owner or was refused by one, beside the accepted version (owners)."""
        connector = self.connector(connector_id)
        insist(may_change(connector, self.membership))
        return self.whole([tool_review_shape(row) for row in tools_to_review(connector)])

    @extend_schema(operation_id="tool_reviews_create", request=NewToolReview, responses=list[ToolShape])
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Accept or refuse exactly these versions (owners); when one has changed since, none."""
        connector = self.connector(connector_id)
        asked = valid(NewToolReview, request.data)
        shown = [Shown(**one) for one in asked["tools"]]
        rows = review_tools(actor=self.actor, connector=connector, shown=shown, verdict=asked["verdict"])
        return self.whole(tool_shapes(connector, rows, self.membership))


class ToolReview(ConnectorsOfMember):
    """The review of one new or changed tool."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tools_review", request=ToolVerdict, responses=ToolShape)
    def post(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Let it out of quarantine, or refuse it (owners)."""
        connector = self.connector(connector_id)
        row = review_tool(actor=self.actor, connector=connector, name=name, **valid(ToolVerdict, request.data))
        return Response(tool_shapes(connector, [row], self.membership)[0])
