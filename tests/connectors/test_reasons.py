"""A service's own reason: one short line that holds no secret and turns nothing around it."""

import json
import time

import pytest

from connectors.network.limits import LONGEST_REASON, reason_in


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Title is\r\n required\x1b[31m\x07", "Title is required [31m"),
        ("a\u202egnorw\u202c \u2066b\u2069 \u200fc \u2028d \u200be", "agnorw b c d e"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("Invalid token: Bearer abc.def-123 is not known", "Invalid token: Bearer … is not known"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic …"),
        ("POST /mcp?api_key=sk-12345678901&x=1 failed", "POST /mcp?api_key=…&x=1 failed"),
        ('{"client_secret": "s3cr3t-of-the-client"} is odd', '{"client_secret": "…"} is odd'),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln expired", "… expired"),
        (
            "token: expired_or_revoked. error code: invalid_request",
            "token: expired_or_revoked. error code: invalid_request",
        ),
        ("Bearer token is missing", "Bearer token is missing"),
        ("the key: customer_identifier is required", "the key: customer_identifier is required"),
    ],
)
def test_it_is_told_as_far_as_it_may_be(said: str, told: str) -> None:
    assert reason_in(said.encode(), "text/plain") == told
    assert reason_in(json.dumps({"message": said}).encode(), "application/json") == told


def test_a_secret_that_begins_before_the_cut_is_not_told_in_part() -> None:
    said = "x " * 140 + "Bearer " + "a1" * 800
    assert reason_in(said.encode(), "text/plain").endswith("Bearer …")


@pytest.mark.parametrize(
    "piece", ["a", "-", "key=", "token-", "eyJ", "Bearer ", "key: ", '{"', "\u202e", "a1_", "[", " "]
)
def test_however_it_repeats_itself_it_is_read_at_once(piece: str) -> None:
    began = time.perf_counter()
    assert len(reason_in((piece * 200_000).encode(), "text/plain")) <= LONGEST_REASON
    assert time.perf_counter() - began < 2
