"""Addresses that somebody else wrote lead to a page of ours or to the fallback, in every spelling (accounts-A5)."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client

from connectors.accounts.callback import with_query
from organizations.audit import is_own_path, own_path
from tests.cast import Cast

# The same table as the front end's own test of it: frontend/src/lib/own-path.test.ts.
TABLE = json.loads((Path(__file__).parents[1] / "own_paths.json").read_text(encoding="utf-8"))
# What holds a NUL is refused at the edge, before any page looks at it.
ARRIVES = [value for value in TABLE["foreign"] if "\0" not in value]


@pytest.mark.parametrize("value", TABLE["own"])
def test_a_path_of_ours_is_kept(value: str) -> None:
    assert is_own_path(value) and own_path(value) == value


@pytest.mark.parametrize("value", TABLE["foreign"])
def test_anything_else_becomes_the_fallback(value: str) -> None:
    assert not is_own_path(value) and own_path(value, "/profile") == "/profile"


def test_a_very_long_path_is_nobodys() -> None:
    assert is_own_path("/" + "a" * 19_999) and not is_own_path("/" + "a" * 20_000)


@pytest.mark.parametrize("value", TABLE["foreign"])
def test_a_sign_in_at_a_service_comes_back_to_this_site(value: str) -> None:
    assert with_query(value, connected="k1") == "/?connected=k1"


@pytest.mark.parametrize("value", ARRIVES)
@pytest.mark.parametrize("site", ["owner", "admin"])
def test_the_admin_sites_sign_in_passes_on_no_foreign_address(value: str, site: str) -> None:
    sent = Client().get(f"/{site}/login/", {"next": value})
    assert (sent.status_code, sent["Location"]) == (302, "/sign-in?next=/")


@pytest.mark.parametrize("value", TABLE["own"])
def test_the_admin_sites_sign_in_passes_on_an_own_one(value: str) -> None:
    sent = Client().get("/owner/login/", {"next": value})
    assert parse_qs(urlsplit(sent["Location"]).query)["next"] == [value]


@pytest.mark.parametrize("value", TABLE["foreign"])
def test_the_fallback_pages_ask_the_same_rule(value: str) -> None:
    assert not get_adapter().is_safe_url(value)


@pytest.mark.parametrize("value", ARRIVES)
def test_signing_in_on_the_fallback_page_stays_here(cast: Cast, value: str) -> None:
    data = {"login": "mia@acme.example", "password": "switchboard-demo", "next": value}
    signed_in = Client().post("/accounts/login/", data)
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/")


def test_signing_in_on_the_fallback_page_goes_on_to_an_own_path(cast: Cast) -> None:
    data = {"login": "mia@acme.example", "password": "switchboard-demo", "next": "/profile"}
    assert Client().post("/accounts/login/", data)["Location"] == "/profile"
