"""Names that people type hold nothing that nobody sees."""

# ruff: noqa: RUF001  (names in every script are the point)
from typing import Any

import pytest

from organizations.refusals import Invalid
from organizations.text import typed_name, unseen_in
from tests.cast import Cast
from tests.organizations.signing_in import Browser

UNSEEN = [
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *(0x200E, 0x200F, 0x061C, 0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5),
    *range(0x2060, 0x2066),
    *(0x180B, 0x180E, 0x3164, 0xFFA0, 0xFE00, 0xFE0F, 0xE0100, 0xE01EF, 0xE0001, 0xE0041, 0xE007F),
    *(0x01, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9F, 0x2028, 0x2029, 0x2800, 0xE000, 0xF0000, 0x10FFFD),
    *(0xFFF9, 0xFFFB, 0x1D173, 0x1BCA0),
]
SEEN = [
    "Acme",
    "Grüße",
    "e\u0301",
    "日本語",
    "שלום",
    "\u0600\u0661",
    "Team 👍🏽",
    "❤️",
    "👩‍👩‍👧",
    "1️⃣",
    "می\u200cخواهم",
    "ක්\u200dෂ",
    "¿?",
]


@pytest.mark.parametrize("code", UNSEEN, ids=hex)
def test_a_name_with_an_unseen_character_is_refused(code: int) -> None:
    with pytest.raises(Invalid) as refused:
        typed_name(f"Ac{chr(code)}me", 80, "label")
    assert refused.value.code == "invisible_characters" and f"U+{code:04X}" in refused.value.detail
    assert refused.value.extra["errors"][0]["field"] == "label"


@pytest.mark.parametrize("name", SEEN)
def test_every_script_and_emoji_is_a_name(name: str) -> None:
    assert typed_name(f" {name} ", 80) == name


@pytest.mark.parametrize("name", ["pay\u200dpal", "pay\u200cpal", "👍\u200dx", "a\ufe0f", "🏴\U000e0061"])
def test_a_joiner_or_selector_that_joins_nothing_is_unseen(name: str) -> None:
    assert unseen_in(name)


def test_nul_and_lone_surrogates_are_dropped_before() -> None:
    assert typed_name("Iss\0ues\ud800", 80) == "Issues"


HIDING = "Ac\u202eme"


def refusal(response: Any) -> tuple[int, str, str]:
    (error,) = response.json()["errors"]
    return response.status_code, error.get("field", error.get("param")), error["code"]


def test_no_name_of_a_project_organization_person_or_token_hides_anything(cast: Cast) -> None:
    ada, acme = cast.client(cast.ada), "/api/v1/organizations/acme"
    project = ada.post(f"{acme}/projects", {"name": "Mobile"}, format="json").json()["id"]
    asked = [
        ("post", f"{acme}/projects"),
        ("patch", f"{acme}/projects/{project}"),
        ("patch", acme),
        ("patch", "/api/v1/me"),
        ("post", "/api/v1/me/tokens"),
    ]
    for method, path in asked:
        refused = getattr(ada, method)(path, {"name": HIDING}, format="json")
        assert refusal(refused) == (400, "name", "invisible_characters"), path


@pytest.mark.django_db
def test_nobody_signs_up_under_a_name_that_hides_anything() -> None:
    refused = Browser().sign_up(name=HIDING, email="new@acme.example", password="a-long-phrase-of-words")
    assert refusal(refused) == (400, "name", "invisible_characters")
