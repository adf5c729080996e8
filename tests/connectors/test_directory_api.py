"""Searching the directory, and reading an entry."""

from typing import Any

import pytest

from connectors.directory.loading import load_directory
from connectors.models import Connector, Review
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings, offer, store_connection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    load_directory("http://127.0.0.1:8001")
    for slug in ("asana", "canva", "gmail", "google-drive", "health-records", "linear", "notion", "slack"):
        change_listings(slug, review_status=Review.IN_REVIEW)
    for slug in ("figma", "microsoft-365", "healthex"):
        change_listings(slug, review_status=Review.LISTED)
    change_listings("figma", interactive=True)
    change_listings("microsoft-365", write_tools=[], destructive_tools=[])


def slugs(browser: Browser, **query: Any) -> list[str]:
    response = browser.get("directory", **query)
    assert response.status_code == 200, response.content
    return sorted(card["slug"] for card in response.json()["results"])


DEMO = ["acme-chat", "acme-docs", "acme-tracker"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "issues"}, ["acme-tracker"]),
        ({"q": "ACME channel"}, ["acme-chat"]),
        ({"q": "100%_"}, []),
        ({"category": "design"}, ["figma"]),
        ({"interactive": "true"}, ["figma"]),
        ({"interactive": "false", "q": "acme"}, DEMO),
        ({"effect": "write", "q": "acme"}, DEMO),
        ({"effect": "write", "q": "Microsoft"}, []),
        ({"effect": "read", "q": "Microsoft"}, ["microsoft-365"]),
        ({"state": "enabled"}, []),
        ({"q": ""}, [*DEMO, "figma", "healthex", "microsoft-365"]),
    ],
)
def test_the_directory_is_searched(mias: Browser, query: dict[str, str], found: list[str]) -> None:
    assert slugs(mias, **query) == found


@pytest.mark.parametrize("query", [{"category": "cooking"}, {"effect": "magic"}, {"q": "x" * 300}])
def test_a_senseless_search_is_refused(mias: Browser, query: dict[str, str]) -> None:
    assert mias.get("directory", **query).status_code == 400


def test_what_waits_for_a_review_is_not_shown(mias: Browser) -> None:
    assert "gmail" not in slugs(mias)
    assert mias.get("directory/gmail").status_code == 404


def test_the_state_is_the_asking_members(cast: Cast, adas: Browser, mias: Browser) -> None:
    for slug in DEMO:
        adas.enable(slug)
    with tenant(cast.acme.id):
        connector = {row.listing.slug: row for row in Connector.objects.select_related("listing") if row.listing}
        store_connection(connector["acme-docs"], cast.mia)
        store_connection(connector["acme-chat"], cast.mia, status="needs_reauth")
    assert slugs(mias, state="connected") == ["acme-docs"]
    assert slugs(mias, state="needs_attention") == ["acme-chat"]
    assert slugs(mias, state="enabled") == DEMO
    assert slugs(adas, state="connected") == []
    assert slugs(Browser.of(cast.gus), state="enabled") == []


def test_a_card_says_why_it_cannot_be_used(cast: Cast, mias: Browser) -> None:
    assert mias.get("directory/healthex").json()["availability"]["code"] == "plan_not_eligible"
    finns = Browser.of(cast.finn)
    assert finns.get("directory/microsoft-365").json()["availability"]["code"] == "plan_not_eligible"
    page = mias.get("directory/acme-tracker").json()
    assert page["actions"]["enable"]["code"] == "owner_required"
    assert page["actions"]["connect"]["code"] == "connector_not_enabled"
    assert page["actions"]["request"]["allowed"] is True
    assert "owner" in page["availability"]["reason"]


def test_a_page_tells_what_it_reads_and_writes(mias: Browser) -> None:
    page = mias.get("directory/acme-tracker").json()
    effects = {tool["name"]: tool["effect"] for tool in page["tools"]}
    assert effects["list_issues"] == "read" and effects["create_issue"] == "write" and len(effects) == 6
    assert {"List issues", "Create issue"} <= {tool["title"] for tool in page["tools"]}
    assert page["scope_words"][page["scopes"][0]] == "Read issues, comments and history"
    assert page["use_cases"] and page["description"] and page["data_handling"] and page["enabled"] is None


def test_a_page_shows_the_servers_own_words_once_it_was_asked(cast: Cast, adas: Browser, mias: Browser) -> None:
    adas.enable("acme-tracker")
    with tenant(cast.acme.id):
        connection = store_connection(Connector.objects.get(), cast.mia)
        offer(connection, "list_issues", "read", title="List all issues", description="Every one.")
    page = mias.get("directory/acme-tracker").json()
    assert page["tools"] == [
        {"name": "list_issues", "title": "List all issues", "description": "Every one.", "effect": "read"}
    ]
    assert page["tools_changed_at"] and page["enabled"]["by"] == "Ada Byron"
    assert [c["status"] for c in page["connections"]] == ["connected"]


def test_pages_follow_each_other(mias: Browser) -> None:
    first = mias.get("directory", page_size=2).json()
    second = mias.client.get(first["next"]).json()
    names = [card["name"] for card in first["results"] + second["results"]]
    assert len(names) == 4 and names == sorted(names)
