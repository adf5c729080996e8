"""sharing-S3 in the database: its triggers decide what rules.md section 5 says, in every cell, past all code."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conversations.models import Audience, Conversation, Provenance, Share, Turn
from organizations.plans import LIMITS, Plan
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.conversations.sharing_cells import CELLS, NEVER, Cell
from tests.owner import set_as_owner, update_as_owner

PLANS = pytest.mark.parametrize("plan", Plan.values)
FREEST = {"plan": Plan.TEAM, "external_sharing": True, "organization_shares": True}


@dataclass
class Desk:
    """Chats of Mia's for writing rows past every function."""

    cast: Cast
    connector: Any

    def chat(self, kinds: frozenset[str] = frozenset()) -> Conversation:
        """One that holds these kinds of content."""
        made = factories.make_conversation(self.cast.mia)
        self.mark(made, kinds)
        return made

    def mark(self, chat: Conversation, kinds: frozenset[str]) -> None:
        """Marks in one statement, by a turn of their own."""
        own = {"organization": self.cast.acme, "conversation": chat}
        turn = Turn.objects.create(member=self.cast.mia, status="completed", **own)
        marks = [Provenance(turn=turn, connector=self.connector, kind=kind, **own) for kind in sorted(kinds)]
        Provenance.objects.bulk_create(marks)

    def share(self, chat: Conversation, **fields: Any) -> Share:
        """A row of the table."""
        return Share.objects.create(
            organization=self.cast.acme, conversation=chat, created_by=self.cast.mia, snapshot={}, **fields
        )

    def be(self, **fields: Any) -> None:
        """Another plan and other settings, told to nobody."""
        set_as_owner(self.cast.acme, **fields)

    def be_as_in(self, cell: Cell) -> None:
        """The plan and settings of the cell."""
        self.be(plan=cell.plan, external_sharing=cell.external_sharing, organization_shares=cell.organization_shares)


@pytest.fixture
def desk(cast: Cast) -> Any:
    """Inside Acme's tenant."""
    connector = factories.make_connector(cast.ada)
    with tenant(cast.acme.id):
        yield Desk(cast, connector)


def _answer(write: Callable[[], object]) -> str:
    """What the database says to it: yes, or the code of its refusal. Nothing stays."""
    try:
        with transaction.atomic():
            write()
            transaction.set_rollback(True)
    except IntegrityError as error:
        told: Any = error.__cause__
        assert told.diag.constraint_name == "sharing_table"
        return str(told.diag.message_primary)
    return "yes"


def _row_answer(cell: Cell) -> str:
    """The cell's, and what is written while there is content must say that it is redacted."""
    return NEVER if cell.expected == "yes" and cell.kinds and not cell.confirmed else cell.expected


def _of(plan: str) -> list[Cell]:
    return [cell for cell in CELLS if cell.plan == plan]


def _row(cell: Cell) -> dict[str, Any]:
    return {"audience": cell.audience, "redacted": cell.confirmed}


def _wrong(found: dict[Cell, str], expected: Callable[[Cell], str]) -> list[tuple[str, str, str]]:
    assert len(found) > 0
    return [(str(cell), says, expected(cell)) for cell, says in found.items() if says != expected(cell)]


def _chats(desk: Desk) -> dict[frozenset[str], Conversation]:
    return {kinds: desk.chat(kinds) for kinds in {cell.kinds for cell in CELLS}}


@pytest.mark.parametrize("plan", [*Plan.values, "unheard-of"])
def test_the_database_knows_the_personal_plans_from_the_same_table(plan: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_is_personal(%s)", [plan])
        assert cursor.fetchone() == (plan in LIMITS and LIMITS[plan].personal,)


@PLANS
def test_a_new_share_is_refused_exactly_where_the_rule_refuses_it(plan: str, desk: Desk) -> None:
    chats, found = _chats(desk), {}
    for cell in _of(plan):
        desk.be_as_in(cell)
        found[cell] = _answer(lambda cell=cell: desk.share(chats[cell.kinds], **_row(cell)))
    assert _wrong(found, _row_answer) == []


@PLANS
def test_a_revoked_share_comes_back_only_where_the_rule_allows_it(plan: str, desk: Desk) -> None:
    found = {}
    for kinds, chat in _chats(desk).items():
        # What is revoked may say anything.
        dead = [desk.share(chat, audience=audience, revoked_at=timezone.now()) for audience in Audience.values]
        for cell in [cell for cell in _of(plan) if cell.kinds == kinds]:
            desk.be_as_in(cell)
            for share in dead:
                again = {"revoked_at": None, **_row(cell)}
                found[cell] = _answer(lambda pk=share.pk, again=again: update_as_owner(Share, pk, **again))
                assert (cell, found[cell]) == (cell, _row_answer(cell))
    assert len(found) == len(_of(plan))


@PLANS
@pytest.mark.parametrize("field", ["audience", "confirmed"])
def test_a_live_share_changes_only_into_what_the_rule_allows(plan: str, field: str, desk: Desk) -> None:
    chats, found = _chats(desk), {}
    for cell in _of(plan):
        if _row_answer(cell) != "yes":
            continue
        other = next(c for c in Audience.values if c != cell.audience) if field == "audience" else not cell.confirmed
        changed = replace(cell, **{field: other})
        desk.be_as_in(cell)

        def change(cell: Cell = cell, changed: Cell = changed) -> None:
            live = desk.share(chats[cell.kinds], **_row(cell))
            update_as_owner(Share, live.pk, **_row(changed))

        found[changed] = _answer(change)
    assert _wrong(found, _row_answer) == []


@PLANS
def test_a_mark_is_refused_exactly_where_the_rule_forbids_the_live_share(plan: str, desk: Desk) -> None:
    found = {}
    for cell in [cell for cell in _of(plan) if cell.kinds]:
        desk.be(**FREEST)
        chat = desk.chat()
        desk.share(chat, **_row(cell))
        desk.be_as_in(cell)
        found[cell] = _answer(lambda chat=chat, cell=cell: desk.mark(chat, cell.kinds))
    # A snapshot from before the first mark holds no content, so inside it lives on without saying redacted.
    assert _wrong(found, lambda cell: cell.expected) == []


def test_a_mark_finds_the_one_forbidden_share_among_others(desk: Desk) -> None:
    desk.be(**FREEST)
    chat = desk.chat()
    for audience in ("organization", "public", "organization"):
        desk.share(chat, audience=audience)
    assert _answer(lambda: desk.mark(chat, frozenset({"tool"}))) == NEVER


@pytest.mark.parametrize("ended", ["revoked_at", "expires_at"])
def test_a_dead_share_keeps_no_mark_out(ended: str, desk: Desk) -> None:
    desk.be(**FREEST)
    chat = desk.chat()
    desk.share(chat, audience="public", **{ended: timezone.now() - timedelta(seconds=1)})
    assert _answer(lambda: desk.mark(chat, frozenset({"health"}))) == "yes"


@pytest.mark.parametrize("ended", ["revoked_at", "expires_at"])
def test_a_share_that_would_end_later_is_alive(ended: str, desk: Desk) -> None:
    desk.be(**FREEST)
    chat = desk.chat()
    later = {"expires_at": timezone.now() + timedelta(days=1)} if ended == "expires_at" else {}
    desk.share(chat, audience="public", **later)
    assert _answer(lambda: desk.mark(chat, frozenset({"tool"}))) == NEVER


def test_a_share_outside_its_own_tenant_is_an_error(desk: Desk) -> None:
    chat = desk.chat()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', '', true)")
    with pytest.raises(IntegrityError, match=r"app\.organization"), transaction.atomic():
        desk.share(chat, audience="organization")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(desk.cast.acme.id)])
