"""How listings, connectors, connections and tools look to clients; no secret is ever near a shape."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.actions import Asking, connector_actions, listing_actions
from connectors.models import Connection, Connector, Listing, ToolDefinition, ToolPolicy
from connectors.network import host_of
from connectors.outbound import entered_redirect_uri
from connectors.policy.rules import availability, may_change, may_use
from connectors.policy.tool_levels import default_level, hinted_effect, level_for
from connectors.selectors import ReviewedTool
from connectors.tools.left_out import LeftOut
from organizations.models import Membership
from organizations.refusals import Decision


def connection(row: Connection) -> dict[str, Any]:
    """One's own account."""
    return {
        "id": row.pk,
        "status": row.status,
        "label": row.label,
        "account": row.account,
        "scopes": row.scopes,
        "missing_scopes": row.missing_scopes,
        "last_used_at": row.last_used_at,
        "created_at": row.created_at,
    }


def origin(row: Connector) -> dict[str, Any]:
    """Who stands behind a connector, beside the name that somebody gave it: the host is empty for a built-in one."""
    return {
        "custom": row.is_custom,
        "host": host_of(row.url) if row.url else "",
        "verification": row.listing.verification if row.listing else None,
    }


def connector(
    row: Connector, mine: Sequence[Connection], asking: Asking, waiting: int, left_out: Sequence[LeftOut]
) -> dict[str, Any]:
    """What the organization has, with one's own accounts there; `waiting` tools were not reviewed yet."""
    listing = row.listing
    return {
        "id": row.pk,
        "name": row.name,
        "listing": listing.slug if listing else None,
        **origin(row),
        "color": listing.color if listing else "",
        "icon_url": (listing.icon_url or None) if listing else None,
        "enabled": row.is_enabled,
        "url": _address(row, asking.member),
        **_entered_client(row, asking.member),
        "pkce_undeclared": row.may_leave_pkce_undeclared,
        "tool_seconds": row.tool_seconds,
        "connections": [connection(one) for one in mine],
        "waiting_tools": waiting,
        "left_out": left_out,
        "availability": may_use(row, asking.member.organization).as_json(),
        "actions": _as_json(connector_actions(row, asking, mine)),
    }


def _address(row: Connector, member: Membership) -> str | None:
    """Of a custom connector, whole for who may change it: path and query can carry what only owners know."""
    if not row.is_custom:
        return None
    if may_change(row, member).allowed:
        return row.server_url
    return f"{urlsplit(row.server_url).scheme}://{host_of(row.server_url)}"


def _entered_client(row: Connector, member: Membership) -> dict[str, str | None]:
    """What an owner has to know who enters a client id, and nobody else."""
    if not (row.is_custom and member.is_owner):
        return {"redirect_uri": None, "oauth_client_id": None, "oauth_issuer": None}
    return {
        "redirect_uri": entered_redirect_uri(row.callback_key),
        "oauth_client_id": row.oauth_client_id,
        "oauth_issuer": row.oauth_issuer or None,
    }


def listing(row: Listing, asking: Asking, enabled: Connector | None) -> dict[str, Any]:
    """A directory card; `row` comes from `directory_of`."""
    return {
        "slug": row.slug,
        "name": row.name,
        "publisher": row.publisher,
        "category": row.category,
        "summary": row.summary,
        "icon_url": row.icon_url or None,
        "color": row.color,
        "reads": bool(row.read_tools),
        "writes": bool(row.write_tools or row.destructive_tools),
        "interactive": row.interactive,
        "verification": row.verification,
        "review_status": row.review_status,
        "state": row.state,  # type: ignore[attr-defined]  # annotated by the selector
        "connector": enabled.pk if enabled else None,
        "availability": availability(row, asking.member, enabled).as_json(),
        "actions": _as_json(listing_actions(row, asking, enabled)),
    }


def listing_page(
    row: Listing,
    asking: Asking,
    enabled: Connector | None,
    *,
    mine: Iterable[Connection],
    known_tools: Sequence[ToolDefinition],
) -> dict[str, Any]:
    """Everything about an entry."""
    return {
        **listing(row, asking, enabled),
        "description": row.description,
        "use_cases": row.use_cases,
        "tools": [_known(tool) for tool in known_tools] or _curated(row),
        "scopes": row.scopes,
        "pkce_undeclared": row.pkce_undeclared,
        "plans": row.plans,
        "regions": row.regions,
        "data_handling": row.data_handling,
        "docs_url": row.docs_url,
        "support_url": row.support_url,
        "privacy_url": row.privacy_url,
        "tools_changed_at": max((tool.first_seen_at for tool in known_tools), default=None),
        "reviewed_at": row.reviewed_at,
        "enabled": {"by": str(enabled.enabled_by.user), "at": enabled.enabled_at} if enabled else None,
        "connections": [connection(one) for one in mine],
    }


def tool(row: ToolDefinition, policies: Sequence[ToolPolicy], member: Membership, of: Connector) -> dict[str, Any]:
    """A tool with what may be done with it; `organization` and `member` hold what was set, if anything."""
    found = level_for(policies, row, member, of, connection=None)
    return {
        "name": row.name,
        "title": row.title or words_of(row.name),
        "description": row.description,
        "effect": row.effect,
        "policy": {
            "effective": found.level,
            "code": found.code,
            "organization": found.ceiling_row.level if found.ceiling_row else None,
            "member": found.base_row.level if found.base_row else None,
            "default": default_level(row, of),
        },
        "accepted": row.is_accepted,
        "refused": _refusal(row),
        "digest": row.digest,
        "marked": _mark(row),
    }


def review(row: ReviewedTool) -> dict[str, Any]:
    """A version of a tool that an owner decides on, beside the accepted one."""
    hinted = hinted_effect(row.tool.annotations)
    return {
        "name": row.tool.name,
        "digest": row.tool.digest,
        "first_seen_at": row.tool.first_seen_at,
        "effect": row.tool.effect,
        "hinted_effect": hinted.value if hinted else None,
        "refused": _refusal(row.tool),
        "now": _definition(row.tool),
        "accepted": _definition(row.accepted) if row.accepted else None,
    }


def _definition(row: ToolDefinition) -> dict[str, str]:
    """All that the digest covers, in text: a browser's numbers would not show every change."""
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


def _refusal(row: ToolDefinition) -> dict[str, Any] | None:
    return {"by": str(row.refused_by.user), "at": row.refused_at} if row.refused_by else None


def _mark(row: ToolDefinition) -> dict[str, Any] | None:
    # What only the review names is no row yet.
    marks = [] if row._state.adding else list(row.marks.all())
    return {"effect": marks[0].effect, "by": str(marks[0].marked_by.user), "at": marks[0].marked_at} if marks else None


def words_of(name: str) -> str:
    """`search_documents` for people."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


def _as_json(actions: dict[str, Decision]) -> dict[str, Any]:
    return {name: decision.as_json() for name, decision in actions.items()}


def _known(row: ToolDefinition) -> dict[str, str]:
    title = row.title or words_of(row.name)
    return {"name": row.name, "title": title, "description": row.description, "effect": row.effect}


def _curated(row: Listing) -> list[dict[str, str]]:
    named = [("read", row.read_tools), ("write", row.write_tools), ("destructive", row.destructive_tools)]
    return [
        {"name": name, "title": words_of(name), "description": "", "effect": effect}
        for effect, names in named
        for name in names
    ]
