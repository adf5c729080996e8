"""The tools of a connector, and what may be done with them."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.accounts.offers import Refreshed, refresh_tools
from connectors.models import Connection, Connector, Effect, Level, ToolDefinition, ToolPolicy
from connectors.policy.tool_levels import GROUPS, default_level, level_for
from connectors.selectors import connections_of, connectors_visible_to, policies_of, tools_of
from connectors.tools.policies import mark_effect, set_tool_policy
from organizations.api.base import Nothing, OrganizationView, PagedView, found, valid
from organizations.models import Membership, Scope
from organizations.shapes import Time, time_text
from organizations.tenancy import tenant

# What the views of this app find for the member who asks.


class ConnectorsOfMember(OrganizationView):
    """Rows are found through the member; all else is one and the same 404 (credentials-C6)."""

    def connector(self, connector_id: uuid.UUID) -> Connector:
        """An enabled connector of the organization; raises Missing."""
        return found(connectors_visible_to(self.membership), connector_id)

    def connection(self, connector_id: uuid.UUID, connection_id: uuid.UUID) -> Connection:
        """One's own account there; raises Missing."""
        return found(connections_of(self.membership, connector=self.connector(connector_id)), connection_id)


class ListingToolShape(TypedDict):
    """A tool in words."""

    name: str
    title: str
    description: str
    effect: Annotated[str, Effect]


class ToolLevelsShape(TypedDict):
    """How far a tool may run: the most restrictive of the organization's and one's own level."""

    effective: Annotated[str, Level]
    code: Annotated[str, "Why it asks or is blocked; empty when allowed."]
    organization: Annotated[str, Level] | None
    member: Annotated[str, Level] | None
    default: Annotated[str, Level]


class EffectMarkShape(TypedDict):
    """What an owner said that a tool does."""

    effect: Annotated[str, Effect]
    by: str
    at: Time


class RefusalShape(TypedDict):
    """Which owner refused this version of a tool, and when."""

    by: str
    at: Time


class ToolShape(ListingToolShape):
    """A tool of a connector, with what may be done with it."""

    policy: ToolLevelsShape
    accepted: Annotated[bool, "False: new or changed, waits for an owner's review; or refused."]
    refused: Annotated[RefusalShape | None, "An owner has refused this version: it stays blocked."]
    digest: Annotated[str, "Of this version: a review or mark names what was seen."]
    marked: Annotated[EffectMarkShape | None, "Who said what a custom connector's tool does."]


def tool_shapes(connector: Connector, rows: Sequence[ToolDefinition], member: Membership) -> list[ToolShape]:
    """Tools with the levels that decide for the member, in one query for all of them."""
    policies = policies_of([connector], member)
    return [tool_shape(row, policies, member, connector) for row in rows]


def tool_shape(row: ToolDefinition, policies: Sequence[ToolPolicy], member: Membership, of: Connector) -> ToolShape:
    """A tool with what may be done with it; `organization` and `member` hold what was set, if anything."""
    found = level_for(policies, row, member, of, connection=None)
    return {
        **listing_tool_shape(row),
        "policy": {
            "effective": found.level,
            "code": found.code,
            "organization": found.ceiling_row.level if found.ceiling_row else None,
            "member": found.base_row.level if found.base_row else None,
            "default": default_level(row, of),
        },
        "accepted": row.is_accepted,
        "refused": refusal_shape(row),
        "digest": row.digest,
        "marked": _effect_mark_shape(row),
    }


def listing_tool_shape(row: ToolDefinition) -> ListingToolShape:
    """A tool in its server's words."""
    title = row.title or words_of(row.name)
    return {"name": row.name, "title": title, "description": row.description, "effect": row.effect}


def refusal_shape(row: ToolDefinition) -> RefusalShape | None:
    """Who refused this version, if somebody did."""
    if row.refused_by is None or row.refused_at is None:
        return None
    return {"by": str(row.refused_by.user), "at": time_text(row.refused_at)}


def _effect_mark_shape(row: ToolDefinition) -> EffectMarkShape | None:
    # A tool that only the review names has no row yet.
    mark = None if row._state.adding else next(iter(row.marks.all()), None)
    return {"effect": mark.effect, "by": str(mark.marked_by.user), "at": time_text(mark.marked_at)} if mark else None


def words_of(name: str) -> str:
    """`search_documents` for people."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


class ToolChanges(serializers.Serializer[Any]):
    """A level for the whole organization or for oneself, null removes it; or what a custom tool does.

    With a digest the effect is set only while the tool is still that version.
    """

    scope = serializers.ChoiceField(["organization", "member"], required=False)
    policy = serializers.ChoiceField(Level.choices, required=False, allow_null=True)
    effect = serializers.ChoiceField(Effect.choices, required=False, allow_null=True)
    digest = serializers.CharField(required=False, max_length=64)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of both, whole."""
        wanted = {"effect"} if "effect" in attrs else {"scope", "policy"}
        missing = wanted - attrs.keys()
        if missing:
            raise serializers.ValidationError({field: "Give scope and policy, or an effect." for field in missing})
        if unfit := attrs.keys() - wanted - ({"digest"} if "effect" in attrs else set()):
            raise serializers.ValidationError({field: "This belongs to another kind of change." for field in unfit})
        return attrs


class ToolList(ConnectorsOfMember, PagedView):
    """All tools of a connector: those that the organization has seen, and those that the review names."""

    @extend_schema(operation_id="tools_list", responses=list[ToolShape])
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The newest definition of each, with the levels that decide for the asking member."""
        connector = self.connector(connector_id)
        return self.whole(tool_shapes(connector, tools_of(connector), self.membership))


class ToolDetail(ConnectorsOfMember, PagedView):
    """One tool, or a group of them: `@read`, `@write`, `@destructive`, `*`."""

    changes_need = Scope.APPROVE  # the level "allow" decides every later call

    @extend_schema(operation_id="tools_update", request=ToolChanges, responses=list[ToolShape])
    def patch(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Set the level for everyone (owners) or for oneself, or say what a custom connector's tool does (owners).

        Answers the tools that it concerns.
        """
        connector = self.connector(connector_id)
        change = valid(ToolChanges, request.data)
        if "effect" in change:
            mark_effect(actor=self.actor, connector=connector, name=name, **change)
        else:
            level = change["policy"]
            set_tool_policy(actor=self.actor, connector=connector, tool=name, scope=change["scope"], level=level)
        rows = tools_of(connector)
        concerned = rows if name in GROUPS else [row for row in rows if row.name == name]
        return self.whole(tool_shapes(connector, concerned, self.membership))


# A look for new tools.


class RefreshProblemShape(TypedDict):
    """Why one of one's accounts could not be asked."""

    account: str
    code: str
    reason: str


class ToolRefreshShape(TypedDict):
    """What a look for new tools found, by name, over one's own accounts."""

    added: list[str]
    changed: list[str]
    gone: list[str]
    waiting_tools: Annotated[int, "New or changed tools that wait for an owner's review."]
    problems: list[RefreshProblemShape]


def tool_refresh_shape(found: Refreshed) -> ToolRefreshShape:
    """What was found, and what could not be asked."""
    return {
        "added": list(found.added),
        "changed": list(found.changed),
        "gone": list(found.gone),
        "waiting_tools": found.waiting_tools,
        "problems": [{"account": one.account, "code": one.code, "reason": one.reason} for one in found.problems],
    }


class ToolRefreshList(ConnectorsOfMember):
    """Looks for new tools."""

    # The server is asked, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="tool_refreshes_create", request=None, responses=ToolRefreshShape)
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Ask the server with one's own accounts what it offers them now; new and changed tools wait for an owner."""
        with tenant(self.organization.id):
            connector = self.connector(connector_id)
        valid(Nothing, request.data)
        return Response(tool_refresh_shape(refresh_tools(actor=self.actor, connector=connector)))
