"""Somebody was faster than a share: the database refuses, and the person is told what is true by then."""

from collections.abc import Callable
from typing import Any

import pytest

from conversations import sharing
from conversations.models import Conversation, Provenance, Share, Turn
from organizations.models import AuditEvent, Membership, Organization
from organizations.plans import Plan
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.owner import set_as_owner, update_as_owner

Meanwhile = Callable[[Conversation], object]


def _content(chat: Conversation) -> object:
    """A turn read something."""
    own = {"organization_id": chat.organization_id, "conversation": chat}
    turn = Turn.objects.create(member=chat.author, status="completed", **own)
    return Provenance.objects.create(turn=turn, connector=factories.make_connector(chat.author), **own)


def _change(**fields: Any) -> Meanwhile:
    return lambda chat: update_as_owner(Organization, chat.organization_id, **fields)


CONTENT = "connector_content_not_shareable"
CASES: dict[str, tuple[str, str, Meanwhile, int, str, str]] = {
    "content came, and never goes outside a team": ("mia", "public", _content, 403, CONTENT, "stays inside Acme"),
    "content came, and stays inside": ("mia", "organization", _content, 409, "sharing_changed", "try again"),
    "content came to one's own space": ("finn", "public", _content, 403, "confirmation_required", "Confirm to go on"),
    "an owner forbade public links": (
        "mia",
        "public",
        _change(external_sharing=False),
        403,
        "external_sharing_forbidden",
        "has not allowed public links",
    ),
    "the team became a personal space": (
        "mia",
        "organization",
        _change(plan=Plan.PRO),
        403,
        "plan_not_eligible",
        "nobody else",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_was_too_late_is_told_what_is_true_now(case: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name, audience, meanwhile, status, code, words = CASES[case]
    person: Membership = getattr(cast, name)
    set_as_owner(cast.acme, external_sharing=True)
    chat = factories.make_conversation(person)
    write = sharing._write

    def too_late(*given: Any, **named: Any) -> Share:
        meanwhile(chat)
        return write(*given, **named)

    # After the rule was asked, before the row is written.
    monkeypatch.setattr(sharing, "_write", too_late)
    url = f"/api/v1/organizations/{person.organization.slug}/conversations/{chat.id}/shares"
    answer = cast.client(person).post(url, {"audience": audience}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert words in answer.json()["detail"]
    with tenant(person.organization_id):
        assert Share.objects.count() == 0
        told = AuditEvent.objects.filter(action="share.denied").values_list("data", flat=True)
        assert list(told) == [{"code": code, "audience": audience}]


def test_whoever_tries_again_gets_a_link_that_says_redacted(cast: Cast) -> None:
    chat = factories.make_conversation(cast.mia)
    with tenant(cast.acme.id):
        _content(chat)
    url = f"/api/v1/organizations/acme/conversations/{chat.id}/shares"
    assert cast.client(cast.mia).post(url, {"audience": "organization"}, format="json").status_code == 201
    with tenant(cast.acme.id):
        assert Share.objects.get().redacted
