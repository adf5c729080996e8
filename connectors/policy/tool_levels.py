"""How far a tool may run: allow < ask < block, by the organization's ceiling and the member's base."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from connectors.models import Connection, Connector, Effect, Level, ToolDefinition, ToolPolicy
from organizations.models import Membership

EVERY_TOOL = "*"
EFFECT_NAMES = tuple(f"@{effect}" for effect in Effect.values)
GROUPS = (*EFFECT_NAMES, EVERY_TOOL)
_ORDER = [Level.ALLOW, Level.ASK, Level.BLOCK]


@dataclass(frozen=True, slots=True)
class LevelDecision:
    """The level and why. The rows are None where nothing was set and the default holds."""

    level: Level
    code: str
    reason: str
    ceiling: Level
    base: Level
    ceiling_row: ToolPolicy | None
    base_row: ToolPolicy | None

    @property
    def deciding_row(self) -> ToolPolicy | None:
        """The row that made it so; the organization's when both say the same."""
        return self.ceiling_row if self.level == self.ceiling and self.ceiling_row else self.base_row


_STRICTNESS = [Effect.READ, Effect.WRITE, Effect.DESTRUCTIVE]


def is_stricter(effect: str, than: str) -> bool:
    """Whether the first effect does more than the second."""
    return _STRICTNESS.index(Effect(effect)) > _STRICTNESS.index(Effect(than))


def effect_of(curated: str | None, annotations: dict[str, Any]) -> Effect:
    """The curated effect, made stricter by the server's own hints and never looser; unknown is a write.

    Custom connectors have no curated list: what their tools say of themselves never makes them a read.
    """
    base = Effect(curated) if curated else Effect.WRITE
    return max(base, hinted_effect(annotations) or base, key=_STRICTNESS.index)


def hinted_effect(annotations: dict[str, Any]) -> Effect | None:
    """What the server says of its tool; None when it says nothing."""
    if annotations.get("read_only_hint") is True:
        return Effect.READ  # the destructive hint means nothing for a tool that only reads
    if annotations.get("destructive_hint") is True:
        return Effect.DESTRUCTIVE
    return Effect.WRITE if annotations.get("read_only_hint") is False else None


def as_reviewed(definition: ToolDefinition, connector: Connector) -> ToolDefinition:
    """The definition with the effect that the listing's review gives it now, whatever it was at the first sync.

    A custom connector's stays what an owner made of it (`EffectMark`).
    """
    if connector.listing:
        definition.effect = effect_of(connector.effect_of(definition.name), definition.annotations).value
    return definition


def strictest(*levels: Level) -> Level:
    """The most restrictive of the levels."""
    return max(levels, key=_ORDER.index)


def level_for(
    policies: Iterable[ToolPolicy],
    definition: ToolDefinition,
    member: Membership,
    connector: Connector,
    *,
    connection: Connection | None,
) -> LevelDecision:
    """tools-T7 and T9 for one tool; of `policies` only this connector's and this member's rows count.

    A standing approval counts for the version and the account that it was given for; None: whatever the account.
    """
    rows = [row for row in policies if row.connector_id == connector.pk and _counts(row, definition, connection)]
    ceiling_row = _most_specific([row for row in rows if row.member_id is None], definition)
    base_row = _most_specific([row for row in rows if row.member_id == member.pk], definition)
    ceiling = Level(ceiling_row.level) if ceiling_row else Level.ALLOW
    base = Level(base_row.level) if base_row else default_level(definition, connector)
    by_ceiling = _ORDER.index(ceiling) >= _ORDER.index(base)
    level = ceiling if by_ceiling else base
    code, reason = _words(level, by_ceiling, base_row)
    return LevelDecision(level, code, reason, ceiling, base, ceiling_row, base_row)


def _counts(row: ToolPolicy, definition: ToolDefinition, connection: Connection | None) -> bool:
    # The name is compared too: it is not in the digest, and several tools may have the same digest.
    if row.tool_digest and (row.tool, row.tool_digest) != (definition.name, definition.digest):
        return False
    return row.connection_id is None or connection is None or row.connection_id == connection.pk


def default_level(definition: ToolDefinition, connector: Connector) -> Level:
    """Reads are allowed, all else asks; tools of custom connectors ask until the member decides."""
    if definition.effect == Effect.READ and not connector.is_custom:
        return Level.ALLOW
    return Level.ASK


def _most_specific(rows: list[ToolPolicy], definition: ToolDefinition) -> ToolPolicy | None:
    # A standing approval sorts before the choice that it overrides.
    by_name = {row.tool: row for row in sorted(rows, key=lambda row: row.granted_in is not None)}
    for name in (definition.name, f"@{definition.effect}", EVERY_TOOL):
        if name in by_name:
            return by_name[name]
    return None


def _words(level: Level, by_ceiling: bool, base_row: ToolPolicy | None) -> tuple[str, str]:
    if level == Level.ALLOW:
        return "", ""
    if level == Level.BLOCK:
        if by_ceiling:
            return "tool_blocked_by_organization", "An owner has blocked this tool."
        return "tool_blocked_by_member", "You have blocked this tool."
    if by_ceiling:
        return "ceiling_asks", "An owner wants this tool to ask every time."
    if base_row:
        return "member_asks", "You want this tool to ask every time."
    return "default_asks", "This tool asks before it runs."
