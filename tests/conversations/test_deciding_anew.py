"""What a decision was made on changed before it was written: nothing is written, and it is made anew, three times."""

from collections.abc import Callable
from typing import Any

import pytest

from conversations.engine.journal.journal import Journal
from conversations.engine.journal.statements import Statement, Written
from conversations.engine.limits import RulesChanged
from conversations.engine.turn.claim import ClaimedTurn
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, Provenance, Share, Step, TurnStatus
from conversations.sharing import mark_provenance
from conversations.turns import cancel_turn, decide_tool_call
from organizations.models import AuditEvent
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.test_journal import DONE
from tests.fakes.messages_api import text, tool
from tests.logins import the_applications_connection
from tests.owner import set_as_owner

Changing = Callable[[str, int], None]


@pytest.fixture
def changing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Changing:
    """Lets somebody change the member's rules just before each of the next statements of one kind."""
    write, left = Journal._write, {"journal_step": 0, "journal_result": 0}

    def change() -> None:
        policy = factories.set_policy(desk.connector, "other", "ask", desk.cast.mia)
        desk.inside(policy.delete)

    async def after_a_change(journal: Journal, statement: Statement) -> Written:
        if left.get(statement.function):
            left[statement.function] -= 1
            await desk.engine._resources.database.in_thread(change)
        return await write(journal, statement)

    monkeypatch.setattr(Journal, "_write", after_a_change)
    return left.__setitem__


def _asks_for(desk: Desk, *names: str) -> tuple[Journal, Any]:
    journal, claimed = desk.claim(desk.ask(), "worker")
    return journal, desk.on_loop(journal.record_step(1, _response(*names), _access(claimed)))[1]


def _response(*names: str) -> ModelResponse:
    return ModelResponse([tool(f"notebook__{name}", f"toolu_{name}") for name in names], "tool_use", {})


def _access(claimed: ClaimedTurn) -> Any:
    assert claimed.next.access is not None
    return claimed.next.access


def _statuses(desk: Desk, journal: Journal) -> list[str]:
    return [call.status for call in desk.calls(journal.turn)]


def test_the_third_try_counts(desk: Desk, changing: Changing) -> None:
    changing("journal_step", 2)
    journal, upcoming = _asks_for(desk, "list_notes")
    changing("journal_result", 2)
    _, upcoming = desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    assert _statuses(desk, journal) == [CallStatus.SUCCEEDED] and len(upcoming.results) == 1
    assert desk.inside(Step.objects.count) == 1


def test_a_step_that_cannot_be_decided_is_not_written_and_the_turn_is_free_again(
    desk: Desk, changing: Changing
) -> None:
    desk.model.says([tool("notebook__list_notes")])
    changing("journal_step", 3)
    turn = desk.run(desk.ask())
    assert (turn.status, turn.leased_by, desk.notebook.runs) == (TurnStatus.QUEUED, "", [])
    assert desk.inside(Step.objects.count) == 0
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["list_notes"]


def test_a_result_is_kept_when_what_is_next_cannot_be_decided_and_its_call_is_not_repeated(
    desk: Desk, changing: Changing
) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    changing("journal_result", 3)
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.QUEUED
    assert [call.status for call in desk.calls(turn)] == [CallStatus.SUCCEEDED]
    assert desk.inside(Provenance.objects.count) == 1
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["list_notes"]


def test_another_call_that_still_runs_decides_for_both(desk: Desk, changing: Changing) -> None:
    journal, upcoming = _asks_for(desk, "list_notes", "long")
    first, second = (plan.call for plan in upcoming.plans)
    changing("journal_result", 3)
    assert desk.on_loop(journal.record_result(first, DONE))[1].access is None
    assert len(desk.on_loop(journal.record_result(second, DONE))[1].results) == 2


def test_the_last_result_of_a_step_that_cannot_be_decided_gives_the_turn_back(desk: Desk, changing: Changing) -> None:
    journal, upcoming = _asks_for(desk, "list_notes")
    changing("journal_result", 3)
    with pytest.raises(RulesChanged):
        desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))


@pytest.mark.parametrize("arguments", [None, {"text": "bread"}])
def test_what_a_person_allowed_while_another_call_ran_leaves_as_they_allowed_it(
    arguments: dict[str, Any] | None, desk: Desk
) -> None:
    journal, upcoming = _asks_for(desk, "list_notes", "create_note")
    (plan,) = upcoming.plans
    asked = next(call for call in desk.calls(journal.turn) if call.status == CallStatus.AWAITING_APPROVAL)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=asked, decision="allow_once", arguments=arguments))
    _, upcoming = desk.on_loop(journal.record_result(plan.call, DONE))
    (left,) = upcoming.plans
    assert (left.call.id, left.call.arguments) == (asked.id, arguments or {})
    assert _statuses(desk, journal) == [CallStatus.SUCCEEDED, CallStatus.SENT]


def test_a_result_that_comes_after_stop_is_kept_and_nothing_more_leaves(desk: Desk) -> None:
    journal, upcoming = _asks_for(desk, "list_notes")
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: cancel_turn(actor=mia, turn=desk.conversation.turns.get()))
    _, upcoming = desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    assert (upcoming.cancelled, upcoming.access) == (True, None)
    assert _statuses(desk, journal) == [CallStatus.SUCCEEDED]


@pytest.mark.parametrize("may_stay", [True, False])
def test_links_that_the_content_forbids_end_with_the_result(may_stay: bool, desk: Desk, changing: Changing) -> None:
    set_as_owner(desk.cast.acme, organization_shares=True)
    journal, upcoming = _asks_for(desk, "list_notes")
    own = {"organization": desk.cast.acme, "conversation": desk.conversation, "created_by": desk.cast.mia}
    set_as_owner(desk.cast.acme, external_sharing=True)
    audience = "organization" if may_stay else "public"
    share = desk.inside(lambda: Share.objects.create(**own, audience=audience, snapshot={}, redacted=True))
    changing("journal_result", 1)
    _, upcoming = desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    share = desk.inside(lambda: Share.objects.get(pk=share.pk))
    assert (share.is_live, desk.inside(Provenance.objects.count)) == (may_stay, 1)
    assert [content.name for content in upcoming.access.now.contents] == ["Notebook"]
    revoked = desk.inside(lambda: AuditEvent.objects.filter(action="share.revoked").count())
    assert revoked == (0 if may_stay else 1)


def test_rules_that_change_while_links_end_take_the_ending_back_and_decide_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_as_owner(desk.cast.acme, external_sharing=True)
    journal, upcoming = _asks_for(desk, "list_notes")
    own = {"organization": desk.cast.acme, "conversation": desk.conversation, "created_by": desk.cast.mia}
    share = desk.inside(lambda: Share.objects.create(**own, audience="public", snapshot={}))
    tries: list[bool] = []

    def end_links_too_late(**given: Any) -> Any:
        tries.append(Share.objects.get(pk=share.pk).is_live)
        if len(tries) == 1:
            with the_applications_connection() as other:
                other.execute("SELECT set_config('app.organization', %s, true)", [str(desk.cast.acme.id)])
                other.execute("UPDATE connectors_toolpolicy SET level = 'ask' WHERE tool = 'long'")
        return mark_provenance(**given)

    monkeypatch.setattr("conversations.engine.journal.journal.mark_provenance", end_links_too_late)
    desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    assert tries == [True, True]
    assert _statuses(desk, journal) == [CallStatus.SUCCEEDED]
    assert desk.inside(lambda: AuditEvent.objects.filter(action="share.revoked").count()) == 1
