"""What Google's errors mean: one status stands for many things, and their reasons stand in two forms."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx2
import pytest
from mcp.server.mcpserver.exceptions import ToolError

from connectors.mcp.exchange import Exchange
from connectors.network import EgressPolicy, guarded_client
from connectors.servers.api import Answer, Refused
from connectors.servers.google import Google, TooLargeToExport
from connectors.servers.wire import Call, during

pytestmark = pytest.mark.anyio
ALTERNATIVES = "https://mail.google.com/ https://www.googleapis.com/auth/gmail.modify"


def old(reason: str, message: str = "Google's words", location: str = "") -> dict[str, Any]:
    """The form of Drive and Gmail."""
    return {"error": {"message": message, "errors": [{"reason": reason, "location": location, "message": message}]}}


def new(reason: str) -> dict[str, Any]:
    """The form of newer Google APIs, which comes from in front of these two as well."""
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"error": {"status": "PERMISSION_DENIED", "message": "x", "details": [{"@type": kind, "reason": reason}]}}


async def told(status: int, body: Any, **headers: str) -> tuple[Exchange, ToolError]:
    """What the record and the error say after this answer."""
    exchange = Exchange(anyio.current_time() + 5)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    async with guarded_client(EgressPolicy()) as http:
        with during(Call(http, "https://gmail.googleapis.com", exchange)), pytest.raises(ToolError) as raised:
            Google("gmail.readonly")._refuse(Answer(status, httpx2.Headers(named), content))
    return exchange, raised.value


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (old("insufficientPermissions"), {}),
        (new("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), {}),
        ({"error": {"status": "PERMISSION_DENIED"}}, {"www_authenticate": 'Bearer error="insufficient_scope"'}),
        (b"", {"www_authenticate": f'Bearer error=insufficient_scope, scope="{ALTERNATIVES}"'}),
    ],
)
async def test_a_missing_scope_in_any_form_asks_for_ours_alone(body: Any, headers: dict[str, str]) -> None:
    exchange, _ = await told(403, body, **headers)
    wanted = 'Bearer error="insufficient_scope", scope="https://www.googleapis.com/auth/gmail.readonly"'
    assert (exchange.status, exchange.challenges, exchange.is_decisive) == (403, (wanted,), True)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"])
@pytest.mark.parametrize("form", [old, new])
async def test_too_many_requests_with_status_403(reason: str, form: Any) -> None:
    exchange, _ = await told(403, form(reason), retry_after="12")
    assert (exchange.status, exchange.retry_after_seconds) == (429, 12)


@pytest.mark.parametrize("status", [403, 429])
async def test_the_time_to_wait_may_stand_in_the_words(status: int) -> None:
    at = (datetime.now(UTC) + timedelta(minutes=15)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    exchange, _ = await told(status, old("rateLimitExceeded", f"User-rate limit exceeded.  Retry after {at}"))
    assert exchange.status == 429 and 890 < (exchange.retry_after_seconds or 0) <= 900


@pytest.mark.parametrize(
    ("at", "seconds"),
    [("2020-01-21T12:57:51.196Z", 0), ("2099-01-01T00:00:00Z", 86_400), ("2026-99-99T00:00:00Z", None)],
)
async def test_a_time_that_is_past_far_or_none_is_kept_within_limits(at: str, seconds: int | None) -> None:
    exchange, _ = await told(429, old("rateLimitExceeded", f"User-rate limit exceeded.  Retry after {at}"))
    assert exchange.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, old("insufficientFilePermissions"), "rights of this account on the file"),
        (403, new("SERVICE_DISABLED"), "not enabled in the Google Cloud project"),
        (403, old("storageQuotaExceeded"), "no space left"),
        (403, old("forbidden", "In Google's words"), "does not let this account do that: In Google's words"),
        (404, old("notFound", "File not found: x."), "does not find that: File not found: x."),
        (400, old("invalid", "Invalid Value", "pageToken"), "cursor is not good"),
        (400, old("invalid", "Invalid Value", "q"), "refused this (400): Invalid Value"),
        (400, b"<html>", "refused this (400)."),
        (403, {"error": "a text"}, "does not let this account do that: a text"),
        (403, {"error": {"errors": ["x", {}], "details": 7}}, "does not let"),
        (403, [1], "does not let"),
    ],
)
async def test_refusals_are_in_plain_words(status: int, body: Any, words: str) -> None:
    exchange, error = await told(status, body)
    assert isinstance(error, Refused) and words in str(error) and not exchange.is_decisive


async def test_what_is_too_large_to_be_exported_is_an_error_of_its_own() -> None:
    _, error = await told(403, old("exportSizeLimitExceeded"))
    assert isinstance(error, TooLargeToExport)


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_an_ended_sign_in_and_an_outage_end_the_call(status: int) -> None:
    exchange, error = await told(status, old("backendError"))
    assert exchange.is_decisive and exchange.status == status and not isinstance(error, Refused)
