"""Which server a connector reaches, and where one signs in: the listing's data with what an owner entered."""

from typing import Any

import pytest

from connectors.models import Registration
from connectors.models.addresses import filled_in, missing_values
from tests.connectors.rows import a_connector, a_listing, a_member

SIGN_IN = {"authorization_endpoint": "https://login.example/{tenant}/authorize", "token_endpoint": "https://t.example"}
OURS = {"builtin": "linear", "api_url": "https://api.example/{tenant}", "api_scopes": ["a"], "scopes": ["m"]}
FIELDS = [{"name": "tenant", "label": "Tenant", "default": "common"}]


def connector(**given: Any) -> Any:
    own = {name: given.pop(name) for name in ("uses_remote", "setup_values") if name in given}
    if "operators" in given:
        given["setup_values"] = given.pop("operators")
    listing = a_listing(**{**OURS, "sign_in": SIGN_IN, "setup_fields": FIELDS, **given})
    return a_connector(a_member(), listing=listing, **own)


@pytest.mark.parametrize(
    ("address", "values", "filled"),
    [
        ("https://api.example/v1", {}, "https://api.example/v1"),
        ("https://api.example/{tenant}/x", {"tenant": " acme "}, "https://api.example/acme/x"),
        # One part of a path stays one part, whatever was entered.
        ("https://api.example/{tenant}", {"tenant": "a/../b@evil.example"}, "https://api.example/a%2F..%2Fb%40evil.example"),
        ("https://{tenant}.example/x", {"tenant": "evil.example/"}, "https://evil.example%2F.example/x"),
        ("{address}/Patient", {"address": "https://fhir.example/r4/"}, "https://fhir.example/r4/Patient"),
        ("https://api.example/{tenant}", {}, ""),
        ("https://api.example/{tenant}", {"tenant": "  "}, ""),
        ("https://api.example/{a}/{b}", {"a": "1"}, ""),
    ],
)  # fmt: skip
def test_holes_are_filled_with_what_was_entered(address: str, values: dict[str, str], filled: str) -> None:
    assert filled_in(address, values) == filled


def test_what_is_missing_is_named_once_and_in_order() -> None:
    addresses = ["https://x/{tenant}/{site}", "https://y/{tenant}", "https://z"]
    assert missing_values(addresses, {}) == ["tenant", "site"]
    assert missing_values(addresses, {"tenant": "t", "site": " "}) == ["site"]


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "https://api.example/common"),
        ({"operators": {"tenant": "op"}}, "https://api.example/op"),
        ({"operators": {"tenant": "op"}, "setup_values": {"tenant": "own"}}, "https://api.example/own"),
    ],
)
def test_an_owners_value_comes_before_the_operators_and_the_default(given: dict[str, Any], url: str) -> None:
    assert connector(**given).url == url


@pytest.mark.parametrize(
    ("given", "builtin"),
    [
        ({}, "linear"),
        ({"prefers_remote": True}, ""),
        ({"uses_remote": True}, ""),
        ({"prefers_remote": True, "uses_remote": False}, "linear"),
        # There is nothing else to reach.
        ({"uses_remote": True, "server_url": ""}, "linear"),
        ({"builtin": ""}, ""),
    ],
)
def test_ours_stands_for_the_services_own_server_unless_somebody_chose_that(
    given: dict[str, Any], builtin: str
) -> None:
    row = connector(**given)
    assert row.builtin == builtin
    assert row.scopes == (["a"] if builtin else ["m"])
    assert row.url == ("https://api.example/common" if builtin else "https://tracker.example/mcp")
    assert bool(row.known_sign_in) == bool(builtin)


def test_the_sign_in_addresses_have_the_same_values() -> None:
    known = connector(setup_values={"tenant": "own"}).known_sign_in
    assert known["authorization_endpoint"] == "https://login.example/own/authorize"


@pytest.mark.parametrize(
    ("given", "registration"),
    [
        ({}, Registration.PREREGISTERED),
        ({"sign_in": {"discovery": "smart"}}, Registration.AUTO),
        ({"sign_in": {}, "header_fields": [{"name": "X-Api-Key"}]}, Registration.HEADER),
        ({"sign_in": {}}, Registration.NONE),
        ({"uses_remote": True, "registration": "auto"}, Registration.AUTO),
    ],
)
def test_how_a_client_is_registered_follows_from_the_sign_in(given: dict[str, Any], registration: str) -> None:
    assert connector(**given).registration == registration


@pytest.mark.parametrize(
    ("given", "effects"),
    [
        ({}, {"list_issues": "read", "save_issue": None, "both": "read"}),
        ({"uses_remote": True}, {"list_issues": None, "save_issue": "write", "both": "destructive"}),
        ({"builtin": ""}, {"list_issues": "read", "save_issue": None, "both": "read"}),
    ],
)
def test_the_review_is_of_the_server_that_is_reached(given: dict[str, Any], effects: dict[str, str | None]) -> None:
    remote = {"write": ["save_issue"], "destructive": ["both"]}
    own = {"read_tools": ["list_issues", "both"], "write_tools": [], "destructive_tools": []}
    row = connector(**own, remote_tools=remote, **given)
    assert {name: row.effect_of(name) for name in effects} == effects
    assert {name for names in row.reviewed_tools.values() for name in names} == {
        name for name, effect in effects.items() if effect
    }


def test_the_strictest_effect_that_the_review_names_counts() -> None:
    assert connector(read_tools=["tool"], write_tools=["tool"], destructive_tools=[]).effect_of("tool") == "write"
