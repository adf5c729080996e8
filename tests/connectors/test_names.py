"""A connector cannot be named like an entry of the directory or another connector, however it is spelled."""

# ruff: noqa: RUF001  (the look-alike letters are the point)
from typing import Any

import pytest

from connectors.models import Connector, Review
from connectors.policy.names import look_alike, skeleton
from connectors.policy.rules import may_be_named
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings
from tests.connectors.test_custom_connectors_api import add, open_server

LISTINGS = ["Acme Tracker", "Gmail", "Google Drive", "Linear", "Microsoft 365", "Notion", "Slack"]
SAME = {
    "Slack": [
        *("Slack", "SLACK", " slack ", "S l a c k", "S-l.a_c k", "Slack!", "Slack™", "(Slack)", "«Slack»"),
        *("Ѕlack", "Slасk", "Sӏack", "ЅӀАСК", "SΙack", "SIack", "S1ack", "S|ack", "5lack"),
        *(
            "Ｓｌａｃｋ",
            "𝓢𝓵𝓪𝓬𝓴",
            "Ⓢⓛⓐⓒⓚ",
            "🅂🄻🄰🄲🄺",
            "🅢🅛🅐🅒🅚",
            "ꜱʟᴀᴄᴋ",
            "Śļäçķ",
            "Sl\u0336a\u0336ck",
            "Sl\u200back",
            "Sl\u00adack",
        ),
        *(
            "ꓢꓡꓮꓚꓗ",
            "ᏚᏞᎪᏟᏦ",
            "ꮪꮮꭺꮯꮶ",
            "Slɑck",
            "Slacĸ",
            "Slасĸ",
            "Slаⲥk",
        ),
        *("Slack Official", "Slack-MCP", "Slack 1", "SLACK: chat", "Ѕӏасk bot", "S l a c k official", "slack_mcp"),
        *("SlackMCP", "Slack2", "slack™ app", "ꓢꓡꓮꓚꓗ bot", "Slack notes", "Slack.com", "Slack🙂chat"),
    ],
    "Gmail": ["GmaiI", "Grnail", "ԌМАІL", "gmаil", "ɢᴍᴀɪʟ", "Gmaıl", "ɡmail", "🇬🇲🇦🇮🇱"],
    "Notion": ["Nοtiοn", "ΝΟΤΙΟΝ", "N0tion", "Ñotion", "Nоtіоn"],
    "Google Drive": ["GoogleDrive", "G00gle-Drive", "Gооglе\u00a0Drіvе", "Google\u3000Drive"],
    "Microsoft 365": ["Microsoft365", "Microsоft З65", "Ⅿicrosoft 365"],
    "Linear": ["Linear 2", "Lineаr (new)", "LINEAR", "Iinear", "Lіnеаr", "1inear"],
    "Acme Tracker": ["acme-tracker", "ΑCΜΕ ΤRΑCΚΕR"],
}
OTHER = [
    *("Acme", "Docs wiki", "Acme notes", "Notebook", "Wiki", "Tracker", "Google", "Microsoft", "Official Slack bot"),
    *("Slackers", "Slacking off", "365 days", "Ξενία", "Почта команды", "Acme Почта", "資料wiki", "顧客メモ", "위키"),
    *("Wiki 2", "Café Ñandú", "Übersicht", "שלום", "سلام", "हिन्दी", "Notions"),
]
OTHER += ["Our Slack", "Black", "Linearity", "Почта", "メール", "Notes", "🙂", "Ours"]


@pytest.mark.parametrize(("listing", "name"), [(listing, name) for listing, all_ in SAME.items() for name in all_])
def test_a_name_that_reads_like_a_listings_is_refused(listing: str, name: str) -> None:
    decision = may_be_named(name, listings=LISTINGS, connectors=[])
    assert (decision.allowed, decision.code) == (False, "name_taken_by_listing") and listing in decision.reason


@pytest.mark.parametrize("name", OTHER)
def test_another_name_is_free(name: str) -> None:
    assert may_be_named(name, listings=LISTINGS, connectors=LISTINGS).allowed


MIXED = ["Sوack", "Pаyments", "Wikiα", "Почтаx", "Notes of Slוack", "顧客мемо", "ԱBC"]


@pytest.mark.parametrize("name", MIXED)
def test_a_word_in_letters_of_several_scripts_is_refused(name: str) -> None:
    decision = may_be_named(name, listings=LISTINGS, connectors=[])
    assert (decision.allowed, decision.code) == (False, "name_mixes_scripts")


def test_a_name_that_begins_like_another_connectors_is_refused() -> None:
    assert may_be_named("Ours, official", listings=LISTINGS, connectors=["Ours"]).code == "name_taken"
    assert may_be_named("Acme", listings=["Acme Docs"], connectors=["Acme Docs"]).allowed


def test_a_name_that_reads_like_another_connectors_is_refused() -> None:
    assert may_be_named("0urs", listings=LISTINGS, connectors=["Ours"]).code == "name_taken"


def test_names_without_letters_are_like_none() -> None:
    assert skeleton("🙂") == "" and look_alike("🙂", ["🙃", "!"]) is None


def refusal(response: Any) -> tuple[int, str, str]:
    (error,) = response.json()["errors"]
    assert error["code"] == response.json()["code"]
    return response.status_code, error["field"], error["code"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("linear", "name_taken_by_listing"),
        ("Ѕӏасk", "name_taken_by_listing"),
        ("Ours\u202e", "invisible_characters"),
        ("0urs", "name_taken"),
        ("ꓡꓲꓠꓰꓮꓣ", "name_taken_by_listing"),
        ("Linear-MCP", "name_taken_by_listing"),
        ("Pаyments", "name_mixes_scripts"),
    ],
)
def test_neither_adding_nor_renaming_gives_such_a_name(
    cast: Cast, adas: Browser, settings: Any, tracker: str, name: str, code: str
) -> None:
    with open_server() as first, open_server() as second:
        add(adas, first, settings)
        settings.EGRESS_ALLOW = [url.removeprefix("http://").split("/")[0] for url in (first, second)]
        assert refusal(adas.post("connectors", name=name, url=second)) == (400, "name", code)
        other = adas.post("connectors", name="Other", url=second).json()["id"]
    for connector in (other, tracker):
        assert refusal(adas.patch(f"connectors/{connector}", name=name)) == (400, "name", code)
    with tenant(cast.acme.id):
        assert set(Connector.objects.values_list("name", flat=True)) == {"Acme Tracker", "Ours", "Other"}


def test_a_connector_keeps_its_own_listings_name_and_its_own(adas: Browser, tracker: str) -> None:
    assert adas.patch(f"connectors/{tracker}", name="ACME Tracker").status_code == 200
    assert adas.patch(f"connectors/{tracker}", name="Issues").status_code == 200
    assert adas.patch(f"connectors/{tracker}", name="issues").status_code == 200
    assert adas.patch(f"connectors/{tracker}", name="Acme Tracker").status_code == 200


def test_the_name_of_a_draft_is_not_told_and_that_of_a_withdrawn_listing_stays_taken(
    adas: Browser, tracker: str
) -> None:
    change_listings("slack", review_status=Review.DRAFT)
    change_listings("gmail", review_status=Review.DELISTED)
    assert adas.patch(f"connectors/{tracker}", name="Slack").status_code == 200
    assert refusal(adas.patch(f"connectors/{tracker}", name="Gmail")) == (400, "name", "name_taken_by_listing")


def test_a_label_that_hides_something_is_refused(adas: Browser, mias: Browser, tracker: str) -> None:
    started = mias.post(f"connectors/{tracker}/connections", label="Work\u202e")
    assert refusal(started) == (400, "label", "invisible_characters")
    account = mias.post(f"connectors/{tracker}/connections", label="Work").json()["id"]
    renamed = mias.patch(f"connectors/{tracker}/connections/{account}", label="Wo\u200brk")
    assert refusal(renamed) == (400, "label", "invisible_characters")
