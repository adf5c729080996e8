"""rules.md section 3, T7 and T9: the ceiling, the base, and the most restrictive of both."""

import itertools
import uuid

import pytest

from connectors.models import Connection, Connector, Level
from connectors.policy.tool_levels import GROUPS, level_for, strictest
from tests.connectors.rows import a_connector, a_member, a_policy, a_tool

LEVELS = [Level.ALLOW, Level.ASK, Level.BLOCK]


@pytest.mark.parametrize(
    ("effect", "level", "code"),
    [("read", "allow", ""), ("write", "ask", "default_asks"), ("destructive", "ask", "default_asks")],
)
def test_t9_the_default_depends_on_the_effect(effect: str, level: str, code: str) -> None:
    member = a_member()
    connector = a_connector(member)
    found = level_for([], a_tool(connector, "anything", effect), member, connector, connection=None)
    assert (found.level, found.code, found.deciding_row) == (level, code, None)


def test_t9_a_custom_connectors_tools_ask_until_the_member_decides() -> None:
    member = a_member()
    custom = Connector(organization=member.organization, name="Ours")
    read = a_tool(custom, "look", "read")
    assert level_for([], read, member, custom, connection=None).level == Level.ASK
    mine = a_policy(custom, "look", "allow", member)
    assert level_for([mine], read, member, custom, connection=None).level == Level.ALLOW


@pytest.mark.parametrize(("ceiling", "base"), [*itertools.product(LEVELS, LEVELS)])
def test_the_most_restrictive_of_ceiling_and_base_wins(ceiling: Level, base: Level) -> None:
    member = a_member()
    connector = a_connector(member)
    tool = a_tool(connector)
    owners, mine = a_policy(connector, tool.name, ceiling), a_policy(connector, tool.name, base, member)
    found = level_for([owners, mine], tool, member, connector, connection=None)
    assert found.level == strictest(ceiling, base)
    assert found.deciding_row is (owners if LEVELS.index(ceiling) >= LEVELS.index(base) else mine)
    assert (found.ceiling, found.base) == (ceiling, base)


@pytest.mark.parametrize("whose", ["organization", "member"])
def test_the_tools_own_row_comes_before_its_effects_and_that_before_all(whose: str) -> None:
    member = a_member()
    connector = a_connector(member)
    tool = a_tool(connector, "get_issue", "read")
    holder = member if whose == "member" else None
    for_all = a_policy(connector, "*", "block", holder)
    for_reads = a_policy(connector, "@read", "ask", holder)
    for_tool = a_policy(connector, "get_issue", "allow", holder)
    found = [
        level_for(rows, tool, member, connector, connection=None).level
        for rows in ([for_all], [for_all, for_reads], [for_reads, for_all, for_tool])
    ]
    assert found == ["block", "ask", "allow"]


@pytest.mark.parametrize(
    ("whose", "code"),
    [("organization", "tool_blocked_by_organization"), ("member", "tool_blocked_by_member")],
)
def test_a_block_says_whose_it_is(whose: str, code: str) -> None:
    member = a_member()
    connector = a_connector(member)
    row = a_policy(connector, "*", "block", member if whose == "member" else None)
    assert level_for([row], a_tool(connector), member, connector, connection=None).code == code


def test_an_owners_ask_cannot_be_lifted_by_a_member() -> None:
    member = a_member()
    connector = a_connector(member)
    rows = [a_policy(connector, "@write", "ask"), a_policy(connector, "create_issue", "allow", member)]
    found = level_for(rows, a_tool(connector), member, connector, connection=None)
    assert (found.level, found.code) == (Level.ASK, "ceiling_asks")


def test_a_standing_approval_lifts_ones_own_ask_while_it_stands() -> None:
    member = a_member()
    connector = a_connector(member)
    tool = a_tool(connector)
    ask, standing = a_policy(connector, tool.name, "ask", member), a_policy(connector, tool.name, "allow", member)
    standing.granted_in, standing.tool_digest = uuid.uuid4(), tool.digest
    for rows in ([ask, standing], [standing, ask]):
        assert level_for(rows, tool, member, connector, connection=None).deciding_row is standing
    standing.tool_digest = "of another version"
    for rows in ([ask, standing], [standing, ask]):
        assert level_for(rows, tool, member, connector, connection=None).deciding_row is ask


def test_the_groups_are_the_effects_and_all() -> None:
    assert set(GROUPS) == {"@read", "@write", "@destructive", "*"}


def test_rows_of_other_members_and_connectors_decide_nothing() -> None:
    member, other = a_member(), a_member()
    connector, elsewhere = a_connector(member), a_connector(member)
    rows = [a_policy(connector, "*", "block", other), a_policy(elsewhere, "*", "block")]
    assert (
        level_for(rows, a_tool(connector, "get_issue", "read"), member, connector, connection=None).level == Level.ALLOW
    )


@pytest.mark.parametrize(
    ("version", "account", "level"),
    [
        ("", None, "allow"),
        ("same", "same", "allow"),
        ("same", None, "allow"),
        ("other", "same", "ask"),
        ("same", "other", "ask"),
        ("other", "other", "ask"),
    ],
)
def test_a_standing_approval_counts_for_its_version_and_its_account(
    version: str, account: str | None, level: str
) -> None:
    member = a_member()
    connector = a_connector(member)
    tool, connections = a_tool(connector), {name: Connection(connector=connector) for name in ("same", "other")}
    row = a_policy(connector, tool.name, "allow", member)
    row.tool_digest = {"same": tool.digest, "other": "0" * 64}.get(version, "")
    row.connection = connections[account] if account else None
    assert level_for([row], tool, member, connector, connection=connections["same"]).level == level


def test_without_an_account_a_standing_approval_counts_for_any() -> None:
    member = a_member()
    connector = a_connector(member)
    tool, row = a_tool(connector), a_policy(connector, "create_issue", "allow", member)
    row.connection = Connection(connector=connector)
    assert level_for([row], tool, member, connector, connection=None).level == Level.ALLOW


def test_an_allow_has_no_words_and_names_the_members_row_where_there_is_no_ceiling() -> None:
    member = a_member()
    connector = a_connector(member)
    mine = a_policy(connector, "create_issue", "allow", member)
    found = level_for([mine], a_tool(connector), member, connector, connection=None)
    assert (found.code, found.reason, found.deciding_row) == ("", "", mine)
