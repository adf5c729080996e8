"""A text of characters that nobody sees is empty: as a message, a title and a name."""

import json
from pathlib import Path
from typing import Any

import pytest

from organizations.text import says_nothing
from tests import factories
from tests.cast import Cast

# The same table as the workspace's own test (frontend/src/lib/says-nothing.test.ts).
TABLE: dict[str, list[str]] = json.loads(Path("tests/invisible_texts.json").read_text())
ACME = "/api/v1/organizations/acme"
UNSEEN = ["\u200b", "\u0301\u0308", "\u2800", "\u3164", "\ufe0f", "\u202e\u2069", "\u3000\u00ad"]


def named(codes: str) -> str:
    return " ".join(f"{ord(character):04X}" for character in codes) or "nothing"


@pytest.mark.parametrize("text", TABLE["empty"], ids=named)
def test_what_nobody_sees_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", TABLE["said"], ids=named)
def test_whatever_is_drawn_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize("text", UNSEEN, ids=named)
def test_a_message_that_nobody_sees_is_refused_as_an_empty_one_is(cast: Cast, text: str) -> None:
    chat = factories.make_conversation(cast.mia)
    client, url = cast.client(cast.mia), f"{ACME}/conversations/{chat.pk}/messages"
    empty, unseen = (client.post(url, {"text": said}, format="json") for said in ("  ", text))
    assert (empty.status_code, empty.json()["code"]) == (400, "invalid")
    assert {**empty.json(), "reference": ""} == {**unseen.json(), "reference": ""}


@pytest.mark.parametrize("text", UNSEEN, ids=named)
def test_no_title_or_name_is_given_that_nobody_sees(cast: Cast, text: str) -> None:
    ada, mia = cast.client(cast.ada), cast.client(cast.mia)
    chat = factories.make_conversation(cast.mia)
    project = ada.post(f"{ACME}/projects", {"name": "Mobile"}, format="json").json()["id"]
    asked: list[tuple[Any, str, str, str]] = [
        (mia.patch, f"{ACME}/conversations/{chat.pk}", "title", "invalid"),
        (mia.post, f"{ACME}/conversations", "title", "invalid"),
        (ada.post, f"{ACME}/projects", "name", "blank"),
        (ada.patch, f"{ACME}/projects/{project}", "name", "blank"),
        (ada.patch, ACME, "name", "blank"),
        (ada.patch, "/api/v1/me", "name", "blank"),
        (ada.post, "/api/v1/me/tokens", "name", "blank"),
    ]
    for ask, path, field, code in asked:
        refused = ask(path, {field: text}, format="json")
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["field"], error["code"]) == (400, field, code), path


def test_the_title_of_a_chat_is_the_first_line_that_one_sees(cast: Cast) -> None:
    chat = factories.make_conversation(cast.mia, title="")
    client = cast.client(cast.mia)
    client.post(f"{ACME}/conversations/{chat.pk}/messages", {"text": "\u200b\n\u3164\nHello\nthere"}, format="json")
    assert client.get(f"{ACME}/conversations/{chat.pk}").json()["title"] == "Hello"
