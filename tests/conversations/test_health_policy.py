"""Health content (rules.md section 6): H4, it is written nowhere else; H8, it goes to no model that trains on it."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from conversations.policy.calls import may_call_tool, may_leave, may_toggle
from conversations.policy.place import ContentOf, may_reach_model, may_start_turn
from organizations.models import Visibility
from organizations.plans import Plan
from tests.connectors.rows import a_listing, a_member
from tests.conversations.rows import Call, a_place, answer

HERE, ONE = uuid.uuid4(), uuid.uuid4()
NOW = timezone.now()


@pytest.mark.parametrize("level", ["allow", "ask", "block"])
@pytest.mark.parametrize("effect", ["read", "write", "destructive"])
@pytest.mark.parametrize("held", ["nothing", "here", "one", "one of another kind", "here and one"])
def test_h4_health_content_is_never_written_into_another_connector(held: str, effect: str, level: str) -> None:
    call = Call()
    call.connector.pk, call.tool.effect = HERE, effect
    here, one = ContentOf(HERE, "Here", True), ContentOf(ONE, "One", held != "one of another kind")
    call.contents = [each for each in (here, one) if each.name.lower() in held]
    call.set(level, by_owner=False)
    found = may_call_tool(call.facts())
    stays = "one" in held and held != "one of another kind" and effect != "read"
    assert (found.why.code == "health_content_stays") == (stays and level != "block")
    assert found.level == "block" or not stays
    assert not stays or level == "block" or "from One" in found.why.reason


def test_h4_what_the_database_says_of_health_content_is_read() -> None:
    assert ContentOf.parse([[str(ONE), "One", True]]) == (ContentOf(ONE, "One", True),)


@pytest.mark.parametrize("health", [True, False])
@pytest.mark.parametrize("trains", [True, False])
def test_h8_health_content_goes_only_to_a_model_that_does_not_train(trains: bool, health: bool) -> None:
    call = Call()
    call.connector.listing = a_listing(sensitivity="health" if health else "normal")
    call.member.organization.plan, call.member.organization.country = "pro", "US"
    facts = call.facts()
    facts = replace(facts, place=replace(facts.place, model_may_train=trains))
    refused = trains and health
    assert (may_call_tool(facts).why.code == "model_may_train") == refused
    assert (may_start_turn(facts.place, True, has_health=health).code == "model_may_train") == refused
    assert (may_toggle(facts.place, facts.connector, []).code == "model_may_train") == refused


@pytest.mark.parametrize("level", ["allow", "ask", "block"])
@pytest.mark.parametrize("held", ["nothing", "here", "one", "one of another kind", "here and one"])
def test_h4_a_read_elsewhere_is_looked_at_where_a_chat_holds_health_content(held: str, level: str) -> None:
    call = Call()
    call.connector.pk = HERE
    here, one = ContentOf(HERE, "Here", True), ContentOf(ONE, "One", held != "one of another kind")
    call.contents = [each for each in (here, one) if each.name.lower() in held]
    call.set(level, by_owner=False)
    found = may_call_tool(call.facts())
    asks = "one" in held and held != "one of another kind"
    expected = {"allow": "flow_asks" if asks else "", "ask": "flow_asks" if asks else "member_asks"}
    assert found.why.code == expected.get(level, "tool_blocked_by_member")
    assert found.level == ("ask" if asks and level == "allow" else level)
    assert found.why.code != "flow_asks" or "content from One. Look at what goes to" in found.why.reason


def test_h4_the_first_health_connector_is_named() -> None:
    call = Call()
    contents = [ContentOf(uuid.uuid4(), name, is_health=True) for name in ("Clinic", "Lab")]
    assert "from Clinic," in may_leave(call.connector, "write", contents).reason


HEALTH_ORDER = [
    # What is asked before H8, and what after: the first that refuses says so.
    (lambda call: setattr(call.connector, "disabled_at", NOW), "connector_not_enabled"),
    (lambda call: setattr(call, "connection", None), "model_may_train"),
]


@pytest.mark.parametrize(("broken", "code"), HEALTH_ORDER)
def test_h8_is_asked_after_the_connector_and_before_the_account(broken: Callable[[Call], None], code: str) -> None:
    call = Call(a_member(Plan.PRO, country="US"))
    call.connector.listing = a_listing(sensitivity="health")
    broken(call)
    facts = call.facts()
    facts = replace(facts, place=replace(facts.place, model_may_train=True))
    assert may_call_tool(facts).why.code == code
    accounts = [call.connection] if call.connection else []
    assert may_toggle(facts.place, call.connector, accounts).code == code
    public = replace(a_place(Visibility.PUBLIC, 1), model_may_train=True)
    assert may_toggle(public, call.connector, accounts).code == "connectors_require_private_project"


@pytest.mark.parametrize("health", [True, False])
@pytest.mark.parametrize("trains", [True, False])
def test_h8_what_may_reach_a_model(trains: bool, health: bool) -> None:
    found = may_reach_model(replace(a_place(), model_may_train=trains), health)
    assert answer(found) == ("model_may_train" if trains and health else "yes")


def test_h8_is_asked_after_the_place_when_a_turn_starts_and_only_of_health() -> None:
    public = a_place(Visibility.PUBLIC, 1)
    assert (
        may_start_turn(replace(public, model_may_train=True), True, True).code == "connectors_require_private_project"
    )
    assert may_start_turn(replace(a_place(), model_may_train=True), True).allowed
