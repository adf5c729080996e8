"""Operators review listings; texts and tools stay the file's, secrets stay unseen."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.directory.loading import load_directory
from connectors.models import Listing, Review
from organizations.sealing import seal
from organizations.tenancy import as_operator
from tests.cast import Cast, make_operator
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings
from tests.signed_in import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def operators(cast: Cast) -> Client:
    """An operator's browser."""
    client = Client()
    sign_in_as(client, make_operator())
    load_directory()
    return client


def change(client: Client, slug: str, **fields: Any) -> Listing:
    row = Listing.objects.get(slug=slug)
    response = _post(client, row, fields)
    assert response.status_code == 302, response.content
    row.refresh_from_db()
    return row


def _post(client: Client, row: Listing, fields: dict[str, Any]) -> Any:
    form = {
        "review_status": row.review_status,
        "plans": ", ".join(row.plans),
        "regions": ", ".join(row.regions),
        "scopes": ", ".join(row.scopes),
        "server_url": row.server_url,
        "oauth_client_id": row.oauth_client_id,
        "verification": row.verification,
        "api_url": row.api_url,
        "api_scopes": ", ".join(row.api_scopes),
        **({"prefers_remote": "on"} if row.prefers_remote else {}),
        **{f"setup_value_{name}": value for name, value in row.setup_values.items()},
        **fields,
    }
    return client.post(reverse("operators:connectors_listing_change", args=[row.pk]), form)


def pass_the_test(client: Client, slug: str) -> list[str]:
    """Press "Test what is saved"; what the page says then."""
    row = Listing.objects.get(slug=slug)
    answer = client.post(reverse("operators:connectors_listing_test", args=[row.pk]), follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_a_reviewed_listing_is_shown_and_a_delisted_one_is_not(operators: Client, mias: Browser) -> None:
    assert mias.get("directory/healthex").status_code == 404
    row = change(operators, "healthex", review_status=Review.LISTED)
    assert row.reviewed_at is not None
    assert mias.get("directory/healthex").status_code == 200
    change(operators, "healthex", review_status=Review.DELISTED)
    assert mias.get("directory/healthex").status_code == 404


def test_an_operator_sets_reach_but_not_texts(operators: Client) -> None:
    before = Listing.objects.get(slug="notion")
    row = change(operators, "notion", plans="team, enterprise", regions="", oauth_client_id="ours", name="Hacked")
    assert (row.plans, row.regions, row.oauth_client_id) == (["team", "enterprise"], [], "ours")
    assert (row.name, row.reviewed_at) == (before.name, None)


def test_a_clients_secret_is_on_no_page(operators: Client) -> None:
    row = Listing.objects.get(slug="slack")
    seal(row, "oauth_client_secret", "s3cret-value")
    with as_operator("a test"):
        row.save()
    page = operators.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()
    assert "s3cret" not in page and row.oauth_client_secret not in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("plans", "gold", "Not known here: gold"),
        ("regions", "Germany", "Not known here: Germany"),
        ("server_url", "not an address", "valid URL"),
        ("setup_value_tenant", "acme?other", "Leave out"),
    ],
)
def test_a_senseless_edit_is_refused_at_its_field(operators: Client, field: str, typed: str, words: str) -> None:
    row = Listing.objects.get(slug="microsoft-365")
    answer = _post(operators, row, {field: typed})
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert list(errors) == [field] and words in str(errors[field]), errors
    row.refresh_from_db()
    assert typed not in str([row.plans, row.regions, row.server_url, row.setup_values])


def test_the_page_of_a_listing_shows_lists_as_words_and_whole_addresses(operators: Client) -> None:
    row = Listing.objects.get(slug="slack")
    change_listings(slug="slack", read_tools=["find_pages", "look"], write_tools=[])
    page = operators.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()
    assert "find_pages, look" in page
    assert "[&quot;find_pages" not in page
    for label in ("Server address:", "OAuth client id:", "Tools that read:", "Tools that destroy:"):
        assert label in page, label
    assert re.search(r'<input type="url" name="server_url"[^>]*class="vURLField"', page)


def test_the_list_says_of_each_listing_what_is_to_do_before_members_can_sign_in(operators: Client) -> None:
    change_listings("linear", oauth_client_id="ours")
    change_listings("canva", oauth_client_id="ours", setup_tested_at=timezone.now())
    change_listings("notion", builtin="", registration="auto")
    page = operators.get(reverse("operators:connectors_listing_changelist")).content.decode()
    rows = {name: _row(page, name) for name in ("Gmail", "Linear", "Canva", "Notion")}
    assert "Still to enter: client id." in rows["Gmail"]
    assert "A draft" in rows["Linear"] and "Available" in rows["Canva"]
    assert "Nothing has to be entered." in rows["Notion"]


def _row(page: str, name: str) -> str:
    return next(row for row in page.split("<tr") if f">{name}</a>" in row)


def test_the_page_shows_the_steps_to_a_client_with_their_address_and_what_to_register(operators: Client) -> None:
    change_listings("linear", setup_steps=["Open <Settings>.", "Copy it."], setup_url="https://console.example/a?b=1")
    row = Listing.objects.get(slug="linear")
    page = operators.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()
    assert "<ol><li>Open &lt;Settings&gt;.</li><li>Copy it.</li></ol>" in page
    assert '<a href="https://console.example/a?b=1" rel="noopener noreferrer">' in page
    assert page.index("How to get a client:") < page.index("/oauth/callback/linear") < page.index("OAuth client id:")
