"""After which answers it is asked whether a service still accepts an account, cell by cell."""

from typing import Any

import pytest

from connectors.accounts.doubt import is_in_doubt, refuses_key
from connectors.mcp import AccessRefused, AuthorizationRequired, InsufficientScope, RateLimited
from connectors.mcp.results import failed_outcome, outcome_of
from connectors.models import Connection

SAID = {"content": [{"type": "text", "text": "401 Unauthorized"}]}
RENEWABLE, FINAL = {"refresh_token": "v1.one.AAAA"}, {"refresh_token": ""}


@pytest.mark.parametrize(
    ("more", "is_unauthorized"),
    [
        ({"isError": True, "_meta": {"http_status": 401}}, True),
        ({"isError": "true", "_meta": {"http_status": 401, "error_code": "InvalidAuthenticationToken"}}, True),
        # A tool that went well may tell of a 401 as well.
        ({"_meta": {"http_status": 401}}, False),
        ({"isError": False, "_meta": {"http_status": 401}}, False),
        ({"isError": True, "_meta": {"http_status": 403}}, False),
        ({"isError": True, "_meta": {"http_status": "401"}}, False),
        ({"isError": True, "_meta": {"http_status": 401.0}}, False),
        ({"isError": True, "_meta": {"http_status": True}}, False),
        ({"isError": True, "_meta": {"status": 401}}, False),
        ({"isError": True, "_meta": [401]}, False),
        # Words may be about anything.
        ({"isError": True}, False),
        ({"isError": True, "structuredContent": {"http_status": 401}}, False),
    ],
)
def test_only_the_number_in_its_place_says_that_a_tool_got_a_401(more: dict[str, Any], is_unauthorized: bool) -> None:
    assert outcome_of({**SAID, **more}).is_unauthorized is is_unauthorized


@pytest.mark.parametrize(
    ("account", "doubted"),
    [(RENEWABLE, True), (FINAL, False), ({"header_values": "v1.one.AAAA"}, False), (None, False)],
)
def test_only_where_the_sign_in_server_can_be_asked_is_a_sign_in_in_doubt(
    account: dict[str, Any] | None, doubted: bool
) -> None:
    row = None if account is None else Connection(**account)
    unauthorized = outcome_of({**SAID, "isError": True, "_meta": {"http_status": 401}})
    assert is_in_doubt(unauthorized, row) is doubted
    assert is_in_doubt(failed_outcome("401 Unauthorized"), row) is False


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (AuthorizationRequired((), 401), True),
        (AuthorizationRequired(("Bearer",), 403), True),
        (AccessRefused((), "Forbidden: Invalid bearer token"), True),
        (AccessRefused((), ""), False),
        (InsufficientScope("admin", ()), False),
        (RateLimited(7), False),
    ],
)
def test_a_key_is_refused_by_401_and_by_a_403_with_words_of_its_own(error: Exception, refused: bool) -> None:
    assert refuses_key(error) is refused
