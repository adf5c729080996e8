"""A chat with connector content in a place where connectors may not be used (private projects P1, P3, P7, P10)."""

from collections.abc import Callable

import pytest

from conversations.models import Conversation, Message, Provenance, Turn
from organizations.models import AuditEvent, Project, ProjectMember, Visibility
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast

ACME = "/api/v1/organizations/acme"
NEEDS_PRIVATE = "connectors_require_private_project"


def _project(cast: Cast, visibility: str, *names: str) -> Project:
    with tenant(cast.acme.id):
        made = Project.objects.create(organization=cast.acme, name="Plans", visibility=visibility, created_by=cast.mia)
        for name in names:
            ProjectMember.objects.create(organization=cast.acme, project=made, member=getattr(cast, name))
    return made


def _chat(cast: Cast, project: Project | None, *, has_content: bool = True) -> Conversation:
    chat = factories.make_conversation(cast.mia, project=project)
    if has_content:
        connector = factories.make_connector(cast.ada)
        with tenant(cast.acme.id):
            own = {"organization": cast.acme, "conversation": chat}
            turn = Turn.objects.create(member=cast.mia, status="completed", **own)
            Provenance.objects.create(turn=turn, connector=connector, **own)
    return chat


PLACES: dict[str, tuple[Callable[[Cast], Project | None], str]] = {
    "one's own space": (lambda cast: None, "yes"),
    "a private project alone": (lambda cast: _project(cast, Visibility.PRIVATE, "mia"), "yes"),
    "a private project with others": (lambda cast: _project(cast, Visibility.PRIVATE, "mia", "max"), NEEDS_PRIVATE),
    "a public project": (lambda cast: _project(cast, Visibility.PUBLIC, "mia"), NEEDS_PRIVATE),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("has_content", [True, False])
def test_p10_a_chat_with_content_goes_on_only_where_connectors_may_be_used(
    place: str, has_content: bool, cast: Cast
) -> None:
    make, expected = PLACES[place]
    chat = _chat(cast, make(cast), has_content=has_content)
    url = f"{ACME}/conversations/{chat.id}/messages"
    answer = cast.client(cast.mia).post(url, {"text": "go on"}, format="json")
    if not has_content or expected == "yes":
        assert answer.status_code == 202
        return
    assert (answer.status_code, answer.json()["code"]) == (403, expected)
    with tenant(cast.acme.id):
        assert Turn.objects.count() == 1
        assert AuditEvent.objects.get(action="turn.denied").data == {"code": expected}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("has_content", [True, False])
def test_p10_a_turn_that_failed_goes_on_only_where_it_could_begin(place: str, has_content: bool, cast: Cast) -> None:
    make, expected = PLACES[place]
    chat = _chat(cast, make(cast), has_content=has_content)
    own = {"organization": cast.acme, "conversation": chat}
    with tenant(cast.acme.id):
        turn = Turn.objects.create(member=cast.mia, status="failed", error_code="model_failed", **own)
        chat.head = Message.objects.create(turn=turn, role="assistant", **own)
        chat.save()
    answer = cast.client(cast.mia).post(f"{ACME}/turns/{turn.id}/resumption")
    with tenant(cast.acme.id):
        turn.refresh_from_db()
    if not has_content or expected == "yes":
        assert (answer.status_code, turn.status) == (202, "queued")
    else:
        assert (answer.status_code, answer.json()["code"], turn.status) == (403, expected, "failed")


def test_p10_moving_it_to_ones_own_space_lifts_it(cast: Cast) -> None:
    chat = _chat(cast, _project(cast, Visibility.PUBLIC, "mia"))
    client = cast.client(cast.mia)
    moved = client.patch(f"{ACME}/conversations/{chat.id}", {"project": None}, format="json")
    assert moved.status_code == 200
    answer = client.post(f"{ACME}/conversations/{chat.id}/messages", {"text": "go on"}, format="json")
    assert answer.status_code == 202
