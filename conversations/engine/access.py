"""Which tools the turn may use right now: read anew before each model step and each call (private projects-P9)."""

import hashlib
import re
import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from connectors.models import OfferedTool, ToolPolicy
from conversations.models import ConnectorToggle, Conversation, Turn
from conversations.policy import CallDecision, CallFacts, Place, may_call_tool, may_start_turn
from conversations.selectors import place_of
from organizations.decisions import Decision
from organizations.models import Membership

LONGEST_NAME = 64  # the Messages API's limit for tool names
LONGEST_DESCRIPTION = 4_000


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """One tool under the name that the model sees."""

    name: str
    facts: CallFacts
    decision: CallDecision

    def as_tool(self) -> dict[str, Any]:
        """The definition for the model."""
        tool = self.facts.tool
        described = f"{tool.title}: {tool.description}" if tool.title else tool.description
        schema = tool.input_schema or {}
        return {
            "name": self.name,
            "description": described[:LONGEST_DESCRIPTION],
            "input_schema": {"type": "object", **schema},
        }


@dataclass(frozen=True, slots=True)
class Access:
    """The state of the rules at one moment."""

    stamp: str
    member: Membership
    place: Place
    entries: tuple[ToolEntry, ...]
    connectors: tuple[str, ...]
    may_go_on: Decision

    def shown(self) -> list[dict[str, Any]]:
        """The tools for the model: what is blocked is not among them."""
        return [entry.as_tool() for entry in self.entries if entry.decision.level != "block"]

    def named(self, name: str) -> ToolEntry | None:
        """The entry behind a name that the model used."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def find(self, connector_id: uuid.UUID | None, tool: str) -> ToolEntry | None:
        """The entry of a recorded call."""
        return next(
            (e for e in self.entries if e.facts.connector.id == connector_id and e.facts.tool.name == tool),
            None,
        )


def load_access(turn: Turn, known: Access | None = None) -> Access:
    """The rules as they are now, in the open tenant: one query when nothing changed since `known`, else five."""
    stamp = _stamp(turn)
    if known is not None and known.stamp == stamp:
        return known
    # The stamp's last letter tells whether the conversation holds connector content.
    marked = stamp.endswith("t")
    if known is not None and known.stamp[:-1] == stamp[:-1]:
        return replace(known, stamp=stamp, may_go_on=may_start_turn(known.place, marked))
    conversation = Conversation.objects.select_related("project", "organization", "author__user").get(
        pk=turn.conversation_id
    )
    member = conversation.author
    member.organization = conversation.organization
    place = place_of(conversation)
    toggles = list(
        ConnectorToggle.objects.select_related("connector__listing", "connection__client").filter(
            conversation=conversation
        )
    )
    return Access(
        stamp=stamp,
        member=member,
        place=place,
        entries=_entries(member, place, toggles) if member.removed_at is None else (),
        connectors=tuple(toggle.connector.name for toggle in toggles),
        may_go_on=may_start_turn(place, marked),
    )


def _stamp(turn: Turn) -> str:
    """The versions of all rows that decide (migration 0004_access_stamp)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_stamp(%s, %s)", [turn.conversation_id, turn.member_id])
        return str(cursor.fetchone()[0])


def _entries(member: Membership, place: Place, toggles: list[ConnectorToggle]) -> tuple[ToolEntry, ...]:
    offered = defaultdict(list)
    connections = [toggle.connection_id for toggle in toggles if toggle.connection_id]
    for row in OfferedTool.objects.select_related("tool").filter(connection__in=connections):
        offered[row.connection_id].append(row.tool)
    policies = defaultdict(list)
    for policy in ToolPolicy.objects.filter(connector__in=[toggle.connector_id for toggle in toggles]):
        policies[policy.connector_id].append(policy)
    found: dict[str, ToolEntry] = {}
    for toggle in sorted(toggles, key=lambda t: (t.connector.name, str(t.id))):
        tools = offered[toggle.connection_id] if toggle.connection_id else []
        if toggle.connection is not None:
            toggle.connection.connector = toggle.connector
        for tool in sorted(tools, key=lambda t: t.name):
            facts = CallFacts(
                member=member,
                place=place,
                connector=toggle.connector,
                connection=toggle.connection if _is_own(toggle, member) else None,
                toggle=toggle,
                tool=tool,
                offered=True,
                policies=policies[toggle.connector_id],
            )
            name = _free_name(f"{toggle.connector.slug}__{tool.name}", found)
            found[name] = ToolEntry(name, facts, may_call_tool(facts))
    return tuple(found.values())


def _is_own(toggle: ConnectorToggle, member: Membership) -> bool:
    """Never anyone else's connection (credentials-C1)."""
    return toggle.connection is not None and toggle.connection.member_id == member.id


def _free_name(wanted: str, taken: dict[str, ToolEntry]) -> str:
    """A name in the model's alphabet, at most 64 characters, unique in this list."""
    name = re.sub(r"[^a-zA-Z0-9_]", "_", wanted)
    if len(name) <= LONGEST_NAME and name not in taken:
        return name
    tail = hashlib.sha256(f"{wanted}{len(taken)}".encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 9]}_{tail}"
