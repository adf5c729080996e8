"""Which listings, connectors, accounts and tools a member reaches: by the filters alone, past the wall."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors import selectors
from connectors.models import Connection, Connector, EffectMark, Listing, Review, ToolDefinition
from organizations.models import Membership
from organizations.plans import Plan
from tests.cast import Cast
from tests.connectors.rows import a_policy, a_tool, store_listing
from tests.owner import set_as_owner, without_the_wall


@pytest.fixture
def past_the_wall(cast: Cast) -> Cast:
    """Rows of every organization exist, so that only the filter keeps them apart."""
    without_the_wall()
    return cast


def _listing(slug: str, **changes: Any) -> Listing:
    return store_listing(slug=slug, name=changes.pop("name", slug), **changes)


def _connector(owner: Membership, listing: Listing | None = None, **changes: Any) -> Connector:
    name = listing.name if listing else "Custom"
    return Connector.objects.create(
        organization=owner.organization, listing=listing, enabled_by=owner, **{"name": name} | changes
    )


def _connection(connector: Connector, member: Membership, **changes: Any) -> Connection:
    given = {"status": "connected", "organization": member.organization}
    return Connection.objects.create(connector=connector, member=member, **given | changes)


def _slugs(found: Any) -> list[str]:
    return sorted(row.slug for row in found)


PLAIN = {"summary": "s", "description": "d", "category": "data", "publisher": "p"}


@pytest.mark.parametrize("field", ["name", "publisher", "summary", "description", "category"])
def test_a_word_is_found_in_each_field_that_a_card_shows(field: str, past_the_wall: Cast) -> None:
    _listing("one", **PLAIN | {field: "finance"})
    _listing("two", **PLAIN)
    assert _slugs(selectors.directory_of(past_the_wall.mia, q="FINAN")) == ["one"]


def test_every_one_of_the_first_eight_words_has_to_be_found(past_the_wall: Cast) -> None:
    _listing("one", **PLAIN | {"description": "a b c d e f g h"})
    _listing("two", **PLAIN | {"description": "a b c d e f g"})
    assert _slugs(selectors.directory_of(past_the_wall.mia, q="a b c d e f g h")) == ["one"]
    assert _slugs(selectors.directory_of(past_the_wall.mia, q="a b c d e f g h nonsense")) == ["one"]


def test_the_directory_is_narrowed_by_category_view_and_effect(past_the_wall: Cast) -> None:
    mia, none = past_the_wall.mia, {"read_tools": [], "write_tools": [], "destructive_tools": []}
    _listing("reads", category="data", interactive=True, **none | {"read_tools": ["a"]})
    _listing("writes", category="design", **none | {"write_tools": ["a"]})
    _listing("destroys", category="design", **none | {"destructive_tools": ["a"]})
    _listing("draft", category="design", review_status=Review.DRAFT)
    assert _slugs(selectors.directory_of(mia)) == ["destroys", "reads", "writes"]
    assert _slugs(selectors.directory_of(mia, category="design")) == ["destroys", "writes"]
    assert _slugs(selectors.directory_of(mia, interactive=True)) == ["reads"]
    assert _slugs(selectors.directory_of(mia, interactive=False)) == ["destroys", "writes"]
    assert _slugs(selectors.directory_of(mia, effect="read")) == ["reads"]
    assert _slugs(selectors.directory_of(mia, effect="write")) == ["destroys", "writes"]


def test_the_state_of_a_listing_is_the_asking_members_own(past_the_wall: Cast) -> None:
    cast = past_the_wall
    made = {slug: _listing(slug) for slug in ("on", "off", "mine", "broken", "scope", "pending", "maxs", "globex", "x")}
    at = {slug: _connector(cast.ada, made[slug]) for slug in made if slug not in {"globex", "x"}}
    at["off"].disable()
    _connection(at["off"], cast.mia)
    _connection(at["mine"], cast.mia)
    _connection(at["mine"], cast.mia, label="2", status="needs_reauth")
    _connection(at["broken"], cast.mia, status="needs_reauth")
    _connection(at["scope"], cast.mia, status="needs_scope")
    _connection(at["pending"], cast.mia, status="pending")
    _connection(at["maxs"], cast.max)
    _connection(_connector(cast.gus, made["globex"]), cast.gus)
    found = {row.slug: (row.state, row.connector_id) for row in selectors.directory_of(cast.mia)}
    states = {
        "on": "enabled",
        "off": "not_enabled",
        "mine": "connected",
        "broken": "needs_attention",
        "scope": "needs_attention",
        "pending": "enabled",
        "maxs": "enabled",
        "globex": "not_enabled",
        "x": "not_enabled",
    }
    ids = {slug: at[slug].id if slug in at and slug != "off" else None for slug in made}
    assert found == {slug: (states[slug], ids[slug]) for slug in made}
    for state in ("connected", "needs_attention", "not_enabled"):
        wanted = sorted(slug for slug, each in states.items() if each == state)
        assert _slugs(selectors.directory_of(cast.mia, state=state)) == wanted
    on = sorted(slug for slug, each in ids.items() if each)
    assert _slugs(selectors.directory_of(cast.mia, state="enabled")) == on


def test_an_account_in_one_organization_is_no_state_in_another(past_the_wall: Cast) -> None:
    mia = past_the_wall.mia
    _connection(_connector(past_the_wall.ada, _listing("mine")), mia)
    elsewhere = Membership(id=mia.id, organization=past_the_wall.globex, user=mia.user)
    assert [row.state for row in selectors.directory_of(mia)] == ["connected"]
    assert [row.state for row in selectors.directory_of(elsewhere)] == ["not_enabled"]


@pytest.mark.parametrize("plan", Plan.values)
def test_on_a_personal_plan_everything_is_available(plan: str, past_the_wall: Cast) -> None:
    finn = past_the_wall.finn
    set_as_owner(finn.organization, plan=plan)
    _listing("one")
    expected = "available" if plan in {"free", "pro", "max"} else "not_enabled"
    assert [row.state for row in selectors.directory_of(finn)] == [expected]


def test_what_the_organization_has_enabled_is_there_by_name(past_the_wall: Cast) -> None:
    cast = past_the_wall
    wanted = [_connector(cast.ada, name=name) for name in ("A", "B")]
    _connector(cast.ada, name="Off").disable()
    _connector(cast.gus, name="Foreign")
    assert list(selectors.connectors_visible_to(cast.mia)) == wanted


def test_ones_own_accounts_come_oldest_first_without_the_ended(past_the_wall: Cast) -> None:
    cast = past_the_wall
    one, two = _connector(cast.ada, name="One"), _connector(cast.ada, name="Two")
    statuses = ("pending", "connected", "needs_reauth", "needs_scope")
    own = [_connection(one, cast.mia, label=status, status=status) for status in statuses]
    at_two = _connection(two, cast.mia)
    _connection(one, cast.mia, label="ended", status="revoked")
    _connection(one, cast.max)
    assert list(selectors.connections_of(cast.mia)) == [*own, at_two]
    assert list(selectors.connections_of(cast.mia, connector=one)) == own
    assert list(selectors.connections_of(cast.mia, connector=two)) == [at_two]
    assert list(selectors.connections_of(cast.gus)) == []
    elsewhere = Membership(id=cast.mia.id, organization=cast.globex, user=cast.mia.user)
    assert list(selectors.connections_of(elsewhere)) == []


def _seen(connector: Connector, name: str, minutes: int, effect: str = "write", key: int = 0) -> ToolDefinition:
    tool = a_tool(connector, name, effect)
    tool.pk = uuid.UUID(int=key) if key else tool.pk
    tool.save(force_insert=True)
    set_as_owner(tool, first_seen_at=timezone.now() - timedelta(minutes=minutes))
    return tool


def test_ones_accounts_at_some_connectors_are_those_that_are_enabled_and_come_with_connector_and_listing(
    past_the_wall: Cast, django_assert_num_queries: Any
) -> None:
    cast = past_the_wall
    listed, custom = _connector(cast.ada, _listing("one")), _connector(cast.ada)
    off = _connector(cast.ada, _listing("off"), disabled_at=timezone.now())
    others = _connector(cast.gus, _listing("globex"))
    mine = {_connection(listed, cast.mia), _connection(listed, cast.mia, label="2"), _connection(custom, cast.mia)}
    _connection(listed, cast.max)
    _connection(listed, cast.mia, label="ended", status="revoked")
    _connection(off, cast.mia)
    _connection(others, cast.gus)
    _connection(_connector(cast.ada, _listing("not asked for")), cast.mia)
    wanted = [listed.id, custom.id, off.id, others.id, uuid.uuid4()]
    with django_assert_num_queries(1) as asked:
        found = selectors.accounts_at(cast.mia, wanted)
        listings = {account.connector.listing and account.connector.listing.slug for account in found}
    assert (set(found), listings) == (mine, {"one", None})
    assert asked[0]["sql"].endswith('FOR NO KEY UPDATE OF "connectors_connection"')
    assert selectors.accounts_at(cast.mia, []) == []
    elsewhere = Membership(id=cast.mia.id, organization=cast.globex, user=cast.mia.user)
    assert selectors.accounts_at(elsewhere, wanted) == []


def test_the_newest_version_of_each_tool_counts(past_the_wall: Cast) -> None:
    cast = past_the_wall
    one, other = _connector(cast.ada, name="One"), _connector(cast.ada, name="Other")
    for minutes in (19, 17, 18):
        _seen(one, "a", minutes)
        _seen(one, "b", minutes + 2)
    # The newest by time alone: by key they are the first, and by place in the middle.
    newest = [_seen(one, "a", 1, key=1), _seen(one, "b", 5, key=2)]
    for minutes in (9, 7, 8):
        _seen(one, "b", minutes + 2)
        _seen(one, "a", minutes)
    _seen(other, "c", 1)
    assert selectors.definitions_of(one) == newest
    assert [selectors.newest_definition(one, name) for name in "abc"] == [*newest, None]
    assert selectors.tools_of(one) == newest


def test_marks_come_with_the_definitions(past_the_wall: Cast, django_assert_num_queries: Any) -> None:
    cast = past_the_wall
    one = _connector(cast.ada, name="One")
    tool = _seen(one, "a", 1)
    EffectMark.objects.create(organization=cast.acme, tool=tool, effect="read", marked_by=cast.ada)
    (found,) = selectors.definitions_of(one)
    with django_assert_num_queries(0):
        assert [mark.marked_by.user.name for mark in found.marks.all()] == ["Ada Byron"]


def test_what_waits_is_counted_by_connector_and_only_where_the_newest_version_does(past_the_wall: Cast) -> None:
    cast = past_the_wall
    one, two, third = (_connector(cast.ada, name=name) for name in ("One", "Two", "Third"))
    for name in ("waits", "waits too", "accepted since"):
        _seen(one, name, 9)
    _seen(one, "accepted since", 1).accept()
    _seen(one, "changed since", 9).accept()
    _seen(one, "changed since", 1)
    _seen(two, "accepted since", 5)
    _seen(two, "accepted", 1).accept()
    _seen(third, "waits", 1)
    assert selectors.waiting_tools([one, two]) == {one.id: 3, two.id: 1}


def test_what_the_review_names_is_there_before_anybody_was_offered_it(past_the_wall: Cast) -> None:
    connector = _connector(past_the_wall.ada, _listing("one"))
    seen = _seen(connector, "get_issue", 1, "destructive")  # when it was seen; the review says read today
    tools = selectors.tools_of(connector)
    assert [(tool.name, tool.effect, tool.is_accepted) for tool in tools] == [
        ("create_issue", "write", True),
        ("delete_issue", "destructive", True),
        ("get_issue", "read", False),
        ("list_issues", "read", True),
    ]
    assert tools[2] == seen
    assert {tool.connector_id for tool in tools} == {connector.id}
    assert {tool.organization_id for tool in tools} == {connector.organization_id}
    assert tools[0].accepted_at == connector.enabled_at


def test_ceilings_and_ones_own_choices_decide_and_nobody_elses(past_the_wall: Cast) -> None:
    cast = past_the_wall
    one, other = _connector(cast.ada, name="One"), _connector(cast.ada, name="Other")
    rows = {
        "ceiling": a_policy(one, "*", "ask"),
        "mine": a_policy(one, "*", "allow", cast.mia),
        "maxs": a_policy(one, "*", "block", cast.max),
        "elsewhere": a_policy(other, "*", "block"),
    }
    for row in rows.values():
        row.save()
    found = selectors.policies_of([one], cast.mia)
    assert {row.pk for row in found} == {rows["ceiling"].pk, rows["mine"].pk}
    assert len(selectors.policies_of([one, other], cast.mia)) == 3
