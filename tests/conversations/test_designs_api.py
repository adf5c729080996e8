"""Designs over the API: one's own only, every change a version, nothing lost to another tab, files with their names."""

from typing import Any
from unittest import mock

import pytest

from conversations.models import Design
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.factories import make_conversation, make_design

ACME = "/api/v1/organizations/acme"
PAGES = [{"layout": "title", "title": "Launch", "text": "2027"}, {"layout": "bullets", "bullets": ["One", "Two"]}]


@pytest.fixture
def design(cast: Cast) -> Design:
    return make_design(make_conversation(cast.mia), *PAGES)


def post(cast: Cast, design: Design, **body: Any) -> Any:
    return cast.client(cast.mia).post(f"{ACME}/designs/{design.id}/versions", body, format="json")


def get(cast: Cast, design: Design, **query: Any) -> Any:
    return cast.client(cast.mia).get(f"{ACME}/designs/{design.id}", query)


def texts(shape: Any, page: int) -> list[str]:
    return [words["text"] for words in shape["pages"][page]["words"]]


def test_a_design_is_shown_with_every_text_in_its_place(cast: Cast, design: Design) -> None:
    shown = get(cast, design).json()
    assert (shown["title"], shown["version"], shown["shown"]) == ("Plan", 1, 1)
    assert texts(shown, 0) == ["Launch", "2027"]
    assert [words["field"] for words in shown["pages"][1]["words"]] == ["title", "bullets.0", "bullets.1"]
    assert shown["versions"][0]["by"] == "person"


def test_a_chat_lists_its_designs(cast: Cast, design: Design) -> None:
    address = f"{ACME}/conversations/{design.conversation_id}/designs"
    (listed,) = cast.client(cast.mia).get(address).json()["results"]
    assert (listed["id"], listed["title"], listed["calls"]) == (str(design.id), "Plan", [])


def test_changed_texts_are_the_next_version_and_can_be_taken_back(cast: Cast, design: Design) -> None:
    edits = [{"page": 0, "field": "title", "text": "Start"}, {"page": 1, "field": "bullets.0", "text": ""}]
    changed = post(cast, design, base=1, edits=edits)
    assert changed.status_code == 201
    assert (changed.json()["version"], texts(changed.json(), 0)[0], texts(changed.json(), 1)) == (
        2,
        "Start",
        ["", "Two"],
    )
    back = post(cast, design, base=2, restores=1).json()
    assert (back["version"], texts(back, 0)[0]) == (3, "Launch")
    assert [(each["number"], each["restores"]) for each in back["versions"]] == [(3, 1), (2, None), (1, None)]
    older = get(cast, design, version=2).json()
    assert (older["version"], older["shown"], texts(older, 0)[0]) == (3, 2, "Start")


def test_a_change_of_an_older_version_is_refused_and_nothing_is_lost(cast: Cast, design: Design) -> None:
    edit = {"page": 0, "field": "title", "text": "Mine"}
    post(cast, design, base=1, edits=[edit])
    refused = post(cast, design, base=1, edits=[{**edit, "text": "Other tab"}])
    assert (refused.status_code, refused.json()["code"]) == (409, "design_changed")
    assert texts(get(cast, design).json(), 0)[0] == "Mine"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"base": 1}, 400),
        ({"base": 1, "edits": []}, 400),
        ({"base": 1, "edits": [{"page": 9, "field": "title", "text": "x"}]}, 400),
        ({"base": 1, "edits": [{"page": 0, "field": "layout", "text": "quote"}]}, 400),
        ({"base": 1, "edits": [{"page": 0, "field": "title", "text": "x" * 121}]}, 400),
        ({"base": 1, "restores": 7}, 404),
        ({"base": 7, "edits": [{"page": 0, "field": "title", "text": "x"}]}, 404),
        ({"base": 1, "content": {}}, 422),
    ],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, design: Design, body: dict[str, Any], status: int) -> None:
    assert post(cast, design, **body).status_code == status
    assert get(cast, design).json()["version"] == 1


def test_a_design_belongs_to_its_chats_author_also_among_owners(cast: Cast, design: Design) -> None:
    ada = cast.client(cast.ada)
    for address in (f"{ACME}/designs/{design.id}", f"{ACME}/designs/{design.id}/file?file_type=pdf"):
        assert ada.get(address).status_code == 404
    assert ada.get(f"{ACME}/conversations/{design.conversation_id}/designs").status_code == 404
    body = {"base": 1, "edits": [{"page": 0, "field": "title", "text": "x"}]}
    assert ada.post(f"{ACME}/designs/{design.id}/versions", body, format="json").status_code == 404


def test_a_deleted_chat_takes_its_designs_along(cast: Cast, design: Design) -> None:
    with tenant(cast.acme.id):
        assert design.conversation.delete_softly()
    assert get(cast, design).status_code == 404


def test_a_file_is_named_after_the_design_and_its_making_is_audited(cast: Cast, design: Design) -> None:
    from conversations.designs.exports import File

    with mock.patch("conversations.api.designs.exported", return_value=File(b"%PDF-", "application/pdf", "pdf")):
        answer = cast.client(cast.mia).get(f"{ACME}/designs/{design.id}/file", {"file_type": "pdf", "version": 1})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Plan.pdf"
    with tenant(cast.acme.id):
        event = AuditEvent.objects.get(action="export.made")
    assert (event.subject_id, event.data) == (str(design.id), {"file": "pdf"})


@pytest.mark.parametrize("query", [{"file_type": "exe"}, {"file_type": "pdf", "version": 0}])
def test_another_kind_of_file_is_refused(cast: Cast, design: Design, query: dict[str, Any]) -> None:
    assert cast.client(cast.mia).get(f"{ACME}/designs/{design.id}/file", query).status_code == 400
