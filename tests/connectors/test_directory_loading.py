"""The shipped directory: complete, idempotent, and respectful of an operator's edits."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from connectors.directory.loading import load_directory, shipped_listings
from connectors.models import Category, Listing, Registration, Review
from tests.connectors.rows import change_listings

pytestmark = pytest.mark.django_db
DEMO = "http://127.0.0.1:8001"


def test_the_demo_connectors_are_listed_where_their_servers_run() -> None:
    load_directory(DEMO + "/")
    listed = Listing.objects.filter(review_status=Review.LISTED, builtin="")
    assert {row.slug: row.server_url for row in listed} == {
        "acme-tracker": f"{DEMO}/tracker/mcp",
        "acme-docs": f"{DEMO}/docs/mcp",
        "acme-chat": f"{DEMO}/chat/mcp",
    }


def test_without_demo_servers_only_the_services_are_shown() -> None:
    load_directory()
    assert not Listing.objects.filter(review_status=Review.LISTED, builtin="").exists()
    assert not Listing.objects.filter(slug__startswith="acme-").exists()


def test_the_demo_connectors_follow_their_servers() -> None:
    load_directory(DEMO)
    load_directory("http://127.0.0.1:9001")
    tracker = Listing.objects.get(slug="acme-tracker")
    assert tracker.server_url == "http://127.0.0.1:9001/tracker/mcp"
    load_directory()
    tracker.refresh_from_db()
    assert tracker.review_status == Review.DELISTED


def test_loading_twice_changes_nothing() -> None:
    load_directory(DEMO)
    before = list(Listing.objects.order_by("slug").values())
    call_command("load_directory", verbosity=0)
    load_directory(DEMO)
    assert list(Listing.objects.order_by("slug").values()) == before


def test_an_operators_edits_stay_and_the_texts_follow_the_file() -> None:
    load_directory()
    edits: dict[str, Any] = {
        "plans": ["team"],
        "regions": ["DE"],
        "review_status": Review.LISTED,
        "oauth_client_id": "ours",
        "server_url": "https://proxy.example/mcp",
    }
    change_listings("notion", **edits, summary="Edited", read_tools=[])
    load_directory()
    notion = Listing.objects.get(slug="notion")
    assert {name: getattr(notion, name) for name in edits} == edits
    assert notion.summary != "Edited"
    assert "search_workspace" in notion.read_tools


def test_what_the_file_learns_of_a_sign_in_server_is_added_to_what_an_operator_made_of_it() -> None:
    load_directory()
    shipped = Listing.objects.get(slug="microsoft-365").sign_in
    corrected = {"token_endpoint": "https://login.acme.example/token"}
    change_listings("microsoft-365", sign_in=corrected)
    change_listings("linear", sign_in={})
    load_directory()
    assert Listing.objects.get(slug="microsoft-365").sign_in == {**shipped, **corrected}
    assert Listing.objects.get(slug="linear").sign_in == {}


def test_every_entry_is_complete() -> None:
    load_directory(DEMO)
    for row in Listing.objects.all():
        row.full_clean(exclude=["oauth_client_secret"])
        assert row.summary and row.description and row.use_cases and row.source, row.slug
        assert row.read_tools and (row.server_url or row.slug in ("health-records", "microsoft-365")), row.slug
        assert row.category in Category.values and row.registration in Registration.values


def test_no_tool_is_in_two_lists() -> None:
    for entry in shipped_listings():
        names = entry["read_tools"] + entry.get("write_tools", []) + entry.get("destructive_tools", [])
        assert len(names) == len(set(names)), entry["slug"]


def test_the_services_that_servers_of_ours_stand_for_are_listed_and_want_to_be_set_up() -> None:
    load_directory()
    listed = Listing.objects.filter(review_status=Review.LISTED)
    named = "asana canva figma gmail google-drive linear microsoft-365 notion slack"
    assert sorted(row.slug for row in listed if row.sensitivity == "normal") == named.split()
    for row in listed:
        assert row.builtin and row.oauth_client_id == "" and row.setup_steps, row.slug
    assert listed.get(slug="microsoft-365").plans == ["team", "enterprise"]


def test_health_is_for_the_plans_and_the_country_of_the_rules() -> None:
    load_directory()
    for row in Listing.objects.filter(category=Category.HEALTH):
        assert (row.sensitivity, row.plans, row.regions) == ("health", ["pro", "max"], ["US"]), row.slug
    assert Listing.objects.get(slug="healthex").review_status == Review.IN_REVIEW


@pytest.mark.parametrize(
    ("reviewed_at", "state", "kept"),
    [
        (None, Review.IN_REVIEW, Review.LISTED),
        (timezone.now(), Review.IN_REVIEW, Review.IN_REVIEW),
        (None, Review.DELISTED, Review.DELISTED),
        (None, Review.REJECTED, Review.REJECTED),
    ],
)
def test_an_entry_that_no_operator_has_looked_at_follows_the_files_state(
    reviewed_at: Any, state: str, kept: str
) -> None:
    load_directory()
    change_listings("linear", review_status=state, reviewed_at=reviewed_at)
    load_directory()
    assert Listing.objects.get(slug="linear").review_status == kept


def test_every_access_that_a_listing_asks_for_has_a_plain_phrase() -> None:
    for entry in shipped_listings():
        words = entry.get("scope_words", {})
        asked = [*entry.get("scopes", []), *entry.get("api_scopes", [])]
        assert [name for name in asked if name not in words] == [], entry["slug"]
        for name, phrase in words.items():
            assert phrase[0].isupper() and 4 < len(phrase) <= 60 and not phrase.endswith("."), (entry["slug"], name)


def test_phrases_follow_the_file() -> None:
    load_directory()
    change_listings("gmail", scope_words={"mine": "Edited"})
    load_directory()
    words = Listing.objects.get(slug="gmail").scope_words
    assert "mine" not in words and "Read your mail" in words.values()
