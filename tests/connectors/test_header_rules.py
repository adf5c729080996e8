"""Which headers may hold members' keys, and what a key is (accounts-A7)."""

from typing import Any

import pytest

from connectors.accounts.keys import keys_for
from connectors.mcp import Credential
from connectors.models import Connector, Registration
from connectors.policy.headers import HEADERS, header_named, keys_fit, may_be_named_headers, unfit_key
from organizations.refusals import Invalid

FOUR = [{"name": name} for name in ("X-Api-Key", "DD-API-KEY", "Notion-Token", "X-Figma-Token")]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([], ""),
        ([{"name": "Authorization", "prefix": "Bearer "}], ""),
        ([{"name": "authorization"}], ""),
        ([{"name": "x-api-key"}, {"name": "DD-APPLICATION-KEY"}], ""),
        (FOUR, ""),
        ([*FOUR, {"name": "Api-Key"}], "too_many_headers"),
        *(([{"name": name}], "header_not_allowed") for name in ("Host", "Cookie", "Mcp-Session-Id", "X-Other", "")),
        *(
            ([{"name": name}], "header_not_allowed")
            for name in ("Content-Type", "Proxy-Authorization", "X-Api-Key\r\nA")
        ),
        ([{"name": "X-Api-Key", "prefix": "Bearer "}], "prefix_not_allowed"),
        ([{"name": "Authorization", "prefix": "Bearer x"}], "prefix_not_allowed"),
        ([{"name": "X-Api-Key"}, {"name": "x-api-key"}], "header_twice"),
    ],
)
def test_names_come_from_one_table(fields: list[dict[str, Any]], code: str) -> None:
    assert may_be_named_headers(fields).code == code


@pytest.mark.parametrize("name", HEADERS)
def test_every_header_of_the_table_can_be_sent(name: str) -> None:
    assert header_named(name.upper()) == name
    for prefix in HEADERS[name]:
        assert Credential.header(name, f"{prefix}key").headers == ((name, f"{prefix}key"),)


@pytest.mark.parametrize("value", ["", "a b", "ü", "a\nb", "a\x00", "x" * 4097])
def test_what_is_no_key(value: str) -> None:
    assert unfit_key(value)


@pytest.mark.parametrize("value", ["k", "figd_x-Y.z~+/=", "x" * 4096])
def test_what_is_one(value: str) -> None:
    assert unfit_key(value) == ""


def a_connector(*fields: dict[str, str]) -> Connector:
    return Connector(name="Desk", header_fields=list(fields))


BEARER = {"name": "Authorization", "prefix": "Bearer ", "label": "Token"}


@pytest.mark.parametrize("pasted", ["secret-1", " secret-1 ", "Bearer secret-1"])
def test_the_word_before_a_key_stands_there_once(pasted: str) -> None:
    assert keys_for(a_connector(BEARER), {"authorization": pasted}, None) == {"Authorization": "Bearer secret-1"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "key_required"),
        ({"Authorization": ""}, "key_required"),
        ({"Authorization": "a b"}, "invalid_key"),
        ({"Authorization": "x", "X-Api-Key": "y"}, "unknown_key"),
        ({"Host": "evil.example"}, "unknown_key"),
    ],
)
def test_what_is_refused_never_says_the_key(given: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        keys_for(a_connector(BEARER), given, None)
    assert refused.value.code == code
    assert "evil.example" not in str(refused.value) and "a b" not in str(refused.value)


def test_a_key_in_the_header_of_sign_ins_leaves_no_room_for_one() -> None:
    assert a_connector(BEARER).registration == Registration.HEADER
    assert a_connector({"name": "X-Api-Key"}).registration == a_connector().registration == Registration.AUTO


def test_a_token_and_keys_are_one_credential() -> None:
    assert Credential.of("", {}) is None
    both = Credential.of("token", {"X-Api-Key": "key"})
    assert both is not None and both.headers == (("X-Api-Key", "key"), ("Authorization", "Bearer token"))
    assert "key" not in repr(both) and "token" not in repr(both)


BEARER = {"name": "Authorization", "prefix": "Bearer "}
PLAIN = {"name": "Authorization", "prefix": ""}
API_KEY = {"name": "X-Api-Key", "label": "Key"}


@pytest.mark.parametrize(
    ("fields", "kept", "fit"),
    [
        ([], {}, True),
        ([API_KEY], {"X-Api-Key": "k"}, True),
        ([API_KEY], {}, False),
        ([], {"X-Api-Key": "k"}, False),
        ([API_KEY, PLAIN], {"X-Api-Key": "k"}, False),
        ([API_KEY], {"X-Auth-Token": "k"}, False),
        ([BEARER], {"Authorization": "Bearer k"}, True),
        ([BEARER], {"Authorization": "k"}, False),
        ([BEARER], {"Authorization": "Token k"}, False),
        ([PLAIN], {"Authorization": "Bearer k"}, False),
        ([PLAIN], {"Authorization": "k"}, True),
    ],
)
def test_keys_fit_the_headers_that_are_wanted_now(
    fields: list[dict[str, Any]], kept: dict[str, str], fit: bool
) -> None:
    assert keys_fit(fields, kept) == fit


def test_only_these_headers_hold_keys_and_only_sign_ins_a_word_before_them() -> None:
    """The table once more: a name or word less closes a service out, one more lets a request be changed."""
    words = HEADERS["Authorization"]
    assert words == ("", "Bearer ", "Token ", "token ", "Key ", "ApiKey ", "Api-Key ", "Basic ")
    others = {name for name, words in HEADERS.items() if words == ("",)}
    assert (
        others
        == HEADERS.keys() - {"Authorization"}
        == {
            "Api-Key",
            "DD-API-KEY",
            "DD-APPLICATION-KEY",
            "JOB-TOKEN",
            "Notion-Token",
            "Ocp-Apim-Subscription-Key",
            "PRIVATE-TOKEN",
            "X-Access-Token",
            "X-Api-Key",
            "X-Api-Token",
            "X-Auth-Email",
            "X-Auth-Key",
            "X-Auth-Token",
            "X-Client-Id",
            "X-Client-Secret",
            "X-Figma-Token",
            "X-Gitlab-Token",
            "X-Goog-Api-Key",
            "X-Shopify-Access-Token",
            "X-Subscription-Token",
            "X-Tenant-Id",
            "X-Workspace-Id",
        }
    )
