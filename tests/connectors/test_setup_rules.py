"""What a service wants before anybody can sign in, cell by cell."""

from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Connector
from connectors.policy.setup import (
    awaits_setup,
    may_choose_server,
    missing_setup,
    setup_refusal,
    unfit_values,
    wants_setup,
)
from organizations.models import Role
from organizations.plans import Plan
from tests.connectors.rows import a_connector, a_listing, a_member

NOW = timezone.now()
TENANT = {"name": "tenant", "label": "Tenant"}
REGION = {"name": "region", "label": "Region", "default": "eu"}
ENDPOINTS = {"authorization_endpoint": "https://in.example/a", "token_endpoint": "https://in.example/t"}


def a_service(listing: dict[str, Any], **own: Any) -> Connector:
    return a_connector(a_member(), listing=a_listing(**{"registration": "preregistered"} | listing), **own)


OURS = {"oauth_client_id": "theirs", "setup_tested_at": NOW}
CELLS: list[tuple[dict[str, Any], dict[str, Any], list[str], bool]] = [
    # listing, connector, missing, awaits
    ({"registration": "auto"}, {}, [], False),
    ({"registration": "none"}, {}, [], False),
    ({"registration": "header"}, {}, [], False),
    ({}, {}, ["client id"], True),
    ({"oauth_client_id": "theirs"}, {}, [], True),
    (OURS, {}, [], False),
    # An owner's client goes before the operator's, and is a draft of its own.
    (OURS, {"oauth_client_id": "own"}, [], True),
    (OURS, {"oauth_client_id": "own", "setup_tested_at": NOW}, [], False),
    ({}, {"oauth_client_id": "own", "setup_tested_at": NOW}, [], False),
    # What was tested here is not the operator's.
    ({"oauth_client_id": "theirs"}, {"setup_tested_at": NOW}, [], True),
    # Values.
    ({**OURS, "setup_fields": [TENANT]}, {}, ["Tenant"], True),
    ({**OURS, "setup_fields": [REGION]}, {}, [], False),
    ({**OURS, "setup_fields": [TENANT], "setup_values": {"tenant": "t"}}, {}, [], False),
    ({"registration": "header", "setup_fields": [TENANT]}, {}, ["Tenant"], True),
    ({"setup_fields": [TENANT, REGION]}, {}, ["client id", "Tenant"], True),
    # With values of the organization's own, the operator's client is not sent anywhere.
    (
        {**OURS, "setup_fields": [TENANT]},
        {"setup_values": {"tenant": "own"}, "setup_tested_at": NOW},
        ["client id"],
        True,
    ),
    # The operator's value counts beside an owner's client.
    (
        {"setup_fields": [TENANT], "setup_values": {"tenant": "t"}},
        {"oauth_client_id": "own", "setup_tested_at": NOW},
        [],
        False,
    ),
    # Tested where the operator's value led then; it leads elsewhere now.
    (
        {"setup_fields": [TENANT], "setup_values": {"tenant": "t"}},
        {"oauth_client_id": "own", "setup_tested_at": NOW, "setup_tested_for": "another digest"},
        [],
        True,
    ),
    ({}, {"oauth_client_id": "own", "setup_tested_at": NOW, "setup_tested_for": a_service({}).reach}, [], False),
    # With the operator's client there was no test of the organization's own.
    (OURS, {"setup_tested_for": "another digest"}, [], False),
    # Our own server's values do not matter where the service's is reached.
    (
        {"registration": "auto", "builtin": "linear", "sign_in": ENDPOINTS, "setup_fields": [TENANT]},
        {"uses_remote": True},
        [],
        False,
    ),
    (
        {"registration": "auto", "builtin": "linear", "sign_in": ENDPOINTS, "setup_fields": [TENANT]},
        {"uses_remote": False},
        ["client id", "Tenant"],
        True,
    ),
]


@pytest.mark.parametrize(("listing", "own", "missing", "awaits"), CELLS)
def test_what_is_missing_and_whether_anybody_can_sign_in(
    listing: dict[str, Any], own: dict[str, Any], missing: list[str], awaits: bool
) -> None:
    row = a_service(listing, **own)
    assert (missing_setup(row), awaits_setup(row)) == (missing, awaits)


def test_a_custom_connector_is_never_awaited() -> None:
    row = Connector(name="Ours", server_url="https://ours.example/mcp")
    assert not wants_setup(row) and not awaits_setup(row)


AT_TENANT = {"builtin": "linear", "api_url": "https://{tenant}.example", "sign_in": ENDPOINTS, "setup_fields": [TENANT]}


@pytest.mark.parametrize(
    "change",
    [
        {"setup_values": {"tenant": "other"}},
        {"api_url": "https://{tenant}.example/v2"},
        {"sign_in": {**ENDPOINTS, "token_endpoint": "https://{tenant}.example/t"}},
        {"builtin": ""},
        {"prefers_remote": True},
    ],
)
def test_another_address_or_value_in_it_is_another_reach(change: dict[str, Any]) -> None:
    before = a_service({**AT_TENANT, "setup_values": {"tenant": "one"}})
    assert a_service({**AT_TENANT, "setup_values": {"tenant": "one"}, **change}).reach != before.reach


@pytest.mark.parametrize("change", [{"plans": ["team"]}, {"api_scopes": ["more"]}, {"setup_steps": ["Look."]}])
def test_what_the_listing_says_else_is_not(change: dict[str, Any]) -> None:
    assert a_service({**AT_TENANT, **change}).reach == a_service(AT_TENANT).reach


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("plan", [Plan.FREE, Plan.TEAM])
def test_owners_read_what_to_do_and_members_whom_to_ask(plan: str, role: str) -> None:
    member = a_member(plan, role)
    refused = setup_refusal(a_service({"setup_fields": [TENANT]}), member)
    assert refused.code == "setup_required"
    words = "Set up Acme Tracker first. Still to enter: client id, Tenant."
    asks = "An owner has to set up Acme Tracker first."
    assert refused.reason == (words if member.is_owner else asks)
    draft = setup_refusal(a_service({"oauth_client_id": "theirs"}), member)
    assert ("has to pass its test" in draft.reason) == member.is_owner
    assert setup_refusal(a_service(OURS), member).allowed


@pytest.mark.parametrize(
    ("builtin", "server_url", "choice"),
    [("linear", "https://mcp.example/mcp", True), ("linear", "", False), ("", "https://mcp.example/mcp", False)],
)
def test_there_is_a_choice_only_between_two_servers(builtin: str, server_url: str, choice: bool) -> None:
    assert may_choose_server(a_service({"builtin": builtin, "server_url": server_url})) == choice


@pytest.mark.parametrize("value", ["contoso.example", "https://ehr.example/fhir/r4", "a-b_c", "", "x" * 300])
def test_values_of_an_address_are_taken(value: str) -> None:
    assert unfit_values([TENANT], {"tenant": value}) == {}


@pytest.mark.parametrize("value", ["a b", "ü", "a\n", "a?b", "a#b", "u@host", "{tenant}", "a\\b", "x" * 301])
def test_values_that_would_change_the_address_are_not(value: str) -> None:
    assert list(unfit_values([TENANT], {"tenant": value})) == ["tenant"]


def test_a_value_that_nobody_asked_for_is_not_taken() -> None:
    assert list(unfit_values([TENANT], {"other": "x"})) == ["other"]
