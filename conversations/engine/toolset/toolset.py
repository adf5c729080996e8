"""Which tools the turn may use right now: read anew before each model step and each call (private projects-P9)."""

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings

from connectors.models import Connection, Level, ToolDefinition
from conversations.engine.toolset.own_tools import OWN_TOOLS, encoded_own_tools
from conversations.engine.toolset.rules_cache import RulesNow, Source, member_of, project_of, source_of
from conversations.llm.encoded import EncodedList, encoded
from conversations.models import ToolCall, Turn
from conversations.policy.calls import CallDecision, CallFacts, may_call_tool, waits_for_sign_in
from conversations.policy.place import ContentOf, Place, may_start_turn
from organizations.exact_json import as_json
from organizations.models import Membership
from organizations.policy import may_act
from organizations.refusals import Decision, first_refusal, refuse

LONGEST_NAME = 64  # the Messages API's limit for tool names
LONGEST_DESCRIPTION = 4_000


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """One tool under the name that the model sees."""

    name: str
    facts: CallFacts
    decision: CallDecision

    @property
    def is_for_model(self) -> bool:
        """Whether the model may see it: not a tool for views only, nor one that the Messages API would refuse."""
        return self.facts.tool.is_for_model and self.facts.tool.for_model is not None

    @property
    def is_shown(self) -> bool:
        """Whether the model is given it: it may run, or does after a sign-in that its call waits for."""
        is_open = self.decision.level != Level.BLOCK or waits_for_sign_in(self.facts)
        return is_open and self.is_for_model

    def as_tool(self) -> dict[str, Any]:
        """The definition for the model, if it is for the model."""
        tool, known = self.facts.tool, self.facts.tool.for_model
        described = f"{tool.title}: {tool.description}" if tool.title else tool.description
        schema, words = (known.schema, known.words) if known else ({"type": "object"}, "")
        cut = described[: LONGEST_DESCRIPTION - len(words) - 1]
        return {"name": self.name, "description": f"{cut} {words}".strip(), "input_schema": schema}

    def own_arguments(self, given: Any) -> Any:
        """The model's arguments under the server's own names, which are journaled, shown, approved and sent."""
        known = self.facts.tool.for_model
        return known.own_arguments(given) if known else given


@dataclass(frozen=True)
class Access:
    """What a turn may use by the rules of one moment."""

    now: RulesNow
    member: Membership
    place: Place
    sources: tuple[Source, ...]
    entries: tuple[ToolEntry, ...]
    may_go_on: Decision

    @property
    def connectors(self) -> list[str]:
        """The names of the connectors that are on."""
        return [source.connector.name for source in self.sources]

    def shown(self) -> EncodedList:
        """The tools for the model, without those that are blocked or for views only; ours are the last."""
        return self._shown

    @cached_property
    def _shown(self) -> EncodedList:
        """Encoded once for all steps with these rules."""
        shown = [encoded(entry.as_tool()) for entry in self.entries if entry.is_shown]
        return EncodedList([*shown, *encoded_own_tools()])

    def with_contents(self, contents: tuple[ContentOf, ...]) -> "Access":
        """The same for a conversation with these connectors' content; makes no query."""
        if contents not in self._by_contents:
            entries = tuple(_with_contents(entry, contents) for entry in self.entries)
            may_go_on = first_refusal(may_act(self.member), _may_go_on(self.place, contents))
            now = RulesNow(contents, self.now.rules)
            self._by_contents[contents] = replace(self, now=now, entries=entries, may_go_on=may_go_on)
        return self._by_contents[contents]

    @cached_property
    def _by_contents(self) -> dict[tuple[ContentOf, ...], "Access"]:
        """The answers of `with_contents`, for all turns that share these rules."""
        return {}

    def named(self, name: str) -> ToolEntry | None:
        """The entry of a name that the model used; None for an unknown tool or one for views only."""
        return next((e for e in self.entries if e.name == name and e.is_for_model), None)

    def called(self, name: str) -> str:
        """The tool's name for people."""
        if own := OWN_TOOLS.get(name):
            return own.title
        entry = self.named(name)
        return f"{entry.facts.connector.name}: {entry.facts.tool}" if entry else name

    def find(self, connector_id: uuid.UUID | None, tool: str) -> ToolEntry | None:
        """The entry of a recorded call."""
        return next(
            (e for e in self.entries if e.facts.connector.id == connector_id and e.facts.tool.name == tool),
            None,
        )

    def why_gone(self, call: ToolCall) -> Decision:
        """Why a recorded call's tool is no longer among the entries, by the same rules."""
        if call.connector is None:
            return refuse("no_such_tool", "There is no such tool in this chat.", call)
        source = next((source for source in self.sources if source.connector.id == call.connector_id), None)
        facts = CallFacts(
            member=self.member,
            place=self.place,
            connector=source.connector if source else call.connector,
            connection=_own(source.connection if source else call.connection, self.member),
            is_on=source is not None,
            tool=ToolDefinition(name=call.tool, title=call.title, effect=call.effect),
            offered=False,
        )
        return may_call_tool(facts).why


def load_access(turn: Turn, now: RulesNow, known: Access | None = None) -> Access:
    """What the turn may use now; makes no query for unchanged rows."""
    if known is not None and known.now == now:
        return known
    if known is not None and known.now.rules == now.rules:
        access = known.with_contents(now.contents)
    else:
        said = as_json(replace(now, is_cancelled=False).as_json({}))
        access = _access(turn.organization_id, turn.member_id, said)
    return replace(access, now=now) if now.is_cancelled else access


# An entry for a large toolset takes about a megabyte.
@lru_cache(maxsize=64)
def _access(organization: uuid.UUID, member_id: uuid.UUID, said: str) -> Access:
    """What a member may use by these versions and contents; shared by all turns with the same."""
    now = RulesNow.parse(said)
    member = member_of(organization, member_id, now.versions_of(organization, now.rules["user"]))
    place = _place(member, now)
    sources = tuple(
        source_of(organization, connector, connection, now.versions_of(connector, connection, listing))
        for connector, connection, listing in now.rules["sources"]
    )
    may_act_here = may_act(member)
    return Access(
        now=now,
        member=member,
        place=place,
        sources=sources,
        entries=_entries(member, place, sources, now.contents) if may_act_here.allowed else (),
        may_go_on=first_refusal(may_act_here, _may_go_on(place, now.contents)),
    )


def _place(member: Membership, now: RulesNow) -> Place:
    organization, project_id = member.organization_id, now.rules["project"]
    if not project_id:
        return Place(member.organization, model_may_train=not settings.MODEL_DOES_NOT_TRAIN)
    project, members = project_of(organization, project_id, now.versions_of(organization, project_id))
    may_train = not settings.MODEL_DOES_NOT_TRAIN
    return Place(member.organization, project, len(members), member.id in members, may_train)


def _may_go_on(place: Place, contents: Sequence[ContentOf]) -> Decision:
    return may_start_turn(place, bool(contents), any(content.is_health for content in contents))


def _with_contents(entry: ToolEntry, contents: tuple[ContentOf, ...]) -> ToolEntry:
    facts = replace(entry.facts, contents=contents)
    return replace(entry, facts=facts, decision=may_call_tool(facts))


def _entries(
    member: Membership, place: Place, sources: Sequence[Source], contents: Sequence[ContentOf]
) -> tuple[ToolEntry, ...]:
    found: dict[str, ToolEntry] = {}
    for source in sources:
        for tool in source.tools:
            facts = CallFacts(
                member=member,
                place=place,
                connector=source.connector,
                connection=_own(source.connection, member),
                is_on=True,
                tool=tool,
                offered=True,
                policies=source.policies,
                contents=contents,
            )
            name = _free_name(f"{source.connector.slug}__{tool.name}", found)
            found[name] = ToolEntry(name, facts, may_call_tool(facts))
    return tuple(found.values())


def _own(connection: Connection | None, member: Membership) -> Connection | None:
    """Never anyone else's connection (credentials-C1)."""
    return connection if connection is not None and connection.member_id == member.id else None


def _free_name(wanted: str, taken: dict[str, ToolEntry]) -> str:
    """A name in the model's alphabet, at most 64 characters, unique in this list.

    It depends on little else, so that names which the model used earlier in the conversation stay the same.
    """
    name = re.sub(r"[^a-zA-Z0-9_]", "_", wanted)
    if len(name) <= LONGEST_NAME and name not in taken:
        return name
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    tails = (digest[start : start + 8] for start in range(len(digest) - 7))
    return next(free for tail in tails if (free := f"{name[: LONGEST_NAME - 9]}_{tail}") not in taken)
