"""What an error of the model's service means: its type decides, in mid-stream and before, else its status."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import anthropic
import httpx2
import pytest

from conversations.llm.client import base_url
from conversations.llm.errors import ModelBusy, ModelFailed, RequestRefused, StreamBroken, of_answer
from conversations.llm.sdk_errors import named_errors


def body(kind: str | None, words: str = "words") -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": words}}


TABLE: list[tuple[int, object, type[ModelFailed], str]] = [
    (200, body("overloaded_error"), ModelBusy, "model_overloaded"),
    (529, body("overloaded_error"), ModelBusy, "model_overloaded"),
    (529, None, ModelBusy, "model_overloaded"),
    (503, "<html>Service Unavailable</html>", ModelBusy, "model_overloaded"),
    (200, body("rate_limit_error"), ModelBusy, "model_rate_limited"),
    (429, body("rate_limit_error"), ModelBusy, "model_rate_limited"),
    (429, {"error": "slow down"}, ModelBusy, "model_rate_limited"),
    (200, body("api_error"), StreamBroken, "model_failed"),
    (500, body("api_error"), StreamBroken, "model_failed"),
    (500, "oops", StreamBroken, "model_failed"),
    (502, None, StreamBroken, "model_failed"),
    (200, body("timeout_error"), StreamBroken, "model_timeout"),
    (504, body("timeout_error"), StreamBroken, "model_timeout"),
    (504, None, StreamBroken, "model_timeout"),
    (408, None, StreamBroken, "model_timeout"),
    (200, body("a_new_error"), StreamBroken, "model_failed"),
    (200, body(None), StreamBroken, "model_failed"),
    (200, {"type": "error"}, StreamBroken, "model_failed"),
    (200, {"type": "error", "error": "words"}, StreamBroken, "model_failed"),
    (200, ["error"], StreamBroken, "model_failed"),
    (200, body("invalid_request_error"), RequestRefused, "model_rejected"),
    (400, body("invalid_request_error"), RequestRefused, "model_rejected"),
    (400, "bad", RequestRefused, "model_rejected"),
    (422, {"detail": []}, RequestRefused, "model_rejected"),
    (413, None, RequestRefused, "conversation_too_long"),
    (413, body("request_too_large"), RequestRefused, "conversation_too_long"),
    (
        400,
        body("invalid_request_error", "max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens"),
        ModelFailed,
        "model_writes_less",
    ),
    (
        400,
        body("invalid_request_error", "input length and `max_tokens` exceed context limit: 9 + 8 > 10, context window"),
        RequestRefused,
        "conversation_too_long",
    ),
    (400, body("invalid_request_error", "prompt is too long: 9 tokens > 8"), RequestRefused, "conversation_too_long"),
    (400, {"error": {"message": "Input is too long for requested model."}}, RequestRefused, "conversation_too_long"),
    (401, body("authentication_error"), ModelFailed, "model_unauthorized"),
    (401, None, ModelFailed, "model_unauthorized"),
    (403, body("permission_error"), ModelFailed, "model_unauthorized"),
    (402, body("billing_error"), ModelFailed, "model_unpaid"),
    (404, body("not_found_error"), ModelFailed, "model_not_found"),
    (404, "<html>", ModelFailed, "model_not_found"),
    (405, None, ModelFailed, "model_not_found"),
    # Nothing is wrong with these requests: the next one is taken.
    (409, body("conflict_error"), StreamBroken, "model_failed"),
    (425, None, StreamBroken, "model_failed"),
    (499, None, StreamBroken, "model_failed"),
    # Gateways have types of their own, or the general one for everything: then the status says more.
    (429, body("throttling_error"), ModelBusy, "model_rate_limited"),
    (429, body("invalid_request_error"), ModelBusy, "model_rate_limited"),
    (429, body("api_error"), ModelBusy, "model_rate_limited"),
    (503, body("service_unavailable_error"), ModelBusy, "model_overloaded"),
    (529, body("api_error"), ModelBusy, "model_overloaded"),
    (401, body("invalid_request_error"), ModelFailed, "model_unauthorized"),
    (401, body("auth_error"), ModelFailed, "model_unauthorized"),
    (403, body("forbidden_error"), ModelFailed, "model_unauthorized"),
    (404, body("invalid_request_error"), ModelFailed, "model_not_found"),
    (413, body("invalid_request_error"), RequestRefused, "conversation_too_long"),
    (504, body("api_error"), StreamBroken, "model_timeout"),
    (400, body("a_new_error"), RequestRefused, "model_rejected"),
    # An empty account is refused as if the request were wrong.
    (400, body("invalid_request_error", "Your credit balance is too low to use the API."), ModelFailed, "model_unpaid"),
    (200, body("invalid_request_error", "Your credit balance is too low to use the API."), ModelFailed, "model_unpaid"),
    (429, body("insufficient_quota", "You exceeded your current quota."), ModelBusy, "model_rate_limited"),
    (
        400,
        body("invalid_request_error", "You have reached your specified API usage limits."),
        ModelFailed,
        "model_unpaid",
    ),
    (
        400,
        body(
            "invalid_request_error", "max_tokens is too large: 8192. This model supports at most 4096 completion tokens"
        ),
        ModelFailed,
        "model_writes_less",
    ),
    (
        400,
        body("invalid_request_error", "The maximum tokens you requested exceeds the model limit of 4096."),
        ModelFailed,
        "model_writes_less",
    ),
    (400, body("invalid_request_error", "The provided model identifier is invalid."), ModelFailed, "model_not_found"),
    (400, body("invalid_request_error", "Invalid model name passed in model=x"), ModelFailed, "model_not_found"),
    # What no model behind a gateway takes is this request's matter, not the address's.
    (404, body(None, "No endpoints found that support tool use."), RequestRefused, "model_rejected"),
    (404, body(None, "No endpoints found that support image input"), RequestRefused, "model_rejected"),
    (400, body("invalid_request_error", "Output blocked by content filtering policy"), RequestRefused, "model_blocked"),
    (
        400,
        {"error": {"message": "The prompt triggered our content management policy."}},
        RequestRefused,
        "model_blocked",
    ),
    # A firewall in front of the model reads what people write.
    (403, "<html><title>Request blocked</title></html>", RequestRefused, "model_rejected"),
    (422, {"detail": "input is too long"}, RequestRefused, "conversation_too_long"),
    (422, {"detail": [{"msg": "input is too long"}]}, RequestRefused, "conversation_too_long"),
]


@pytest.mark.parametrize(("status", "said", "kind", "code"), TABLE)
def test_each_error_is_told_apart(status: int, said: object, kind: type[ModelFailed], code: str) -> None:
    failed = of_answer(status, said)
    assert (type(failed), failed.code) == (kind, code)
    assert failed.transient == failed.may_try_again == (kind in (ModelBusy, StreamBroken))


@pytest.mark.parametrize(("header", "seconds"), [("3", 3.0), (None, None), ("soon", None)])
def test_a_pause_that_the_service_asks_for_is_known(header: str | None, seconds: float | None) -> None:
    failed = of_answer(529, None, header)
    assert isinstance(failed, ModelBusy)
    assert failed.retry_after == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3600", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "3", "retry-after-ms": "soon"}, 3.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "3600000"}, 3600.0),
    ],
)
def test_a_pause_in_milliseconds_is_closer(headers: dict[str, str], seconds: float) -> None:
    asked = httpx2.Request("POST", "http://model.example")
    with pytest.raises(ModelBusy) as failed, named_errors(streaming=False):
        response = httpx2.Response(429, headers=headers, request=asked)
        raise anthropic.RateLimitError("no", response=response, body=None)
    assert failed.value.retry_after == seconds


def test_a_kind_that_is_no_name_is_not_shown_to_people() -> None:
    assert of_answer(400, body("odd\0 _error")).message == "The model did not accept the request (400)."


@pytest.mark.parametrize(
    ("away", "seconds"), [(timedelta(seconds=20), 20), (timedelta(seconds=-20), 0), (timedelta(days=3), 86_400)]
)
@pytest.mark.parametrize("as_gmt", [True, False])
def test_a_pause_may_be_asked_for_as_a_date(away: timedelta, seconds: int, as_gmt: bool) -> None:
    failed = of_answer(529, None, format_datetime(datetime.now(UTC) + away, usegmt=as_gmt))
    assert isinstance(failed, ModelBusy)
    assert failed.retry_after == pytest.approx(seconds, abs=2)


@pytest.mark.parametrize(
    ("header", "words"),
    [(None, "in a minute"), ("soon", "in a minute"), ("3600", "in about an hour"), ("30", "in 30 seconds")],
)
@pytest.mark.parametrize("status", [429, 503, 529])
def test_people_are_told_when_the_service_expects_them_back(status: int, header: str | None, words: str) -> None:
    assert of_answer(status, None, header).message.endswith(f" Try again {words}.")


@pytest.mark.parametrize(
    ("cause", "code"),
    [(httpx2.ConnectTimeout("no"), "model_unreachable"), (httpx2.ReadTimeout("no"), "model_silent")],
)
def test_a_model_that_cannot_be_reached_is_not_called_silent(cause: Exception, code: str) -> None:
    with pytest.raises(ModelFailed) as failed, named_errors(streaming=False):
        raise anthropic.APITimeoutError(httpx2.Request("POST", "http://model.example")) from cause
    assert failed.value.code == code


@pytest.mark.parametrize(
    ("entered", "used"),
    [
        ("", None),
        ("https://models.example", "https://models.example"),
        ("https://models.example/", "https://models.example"),
        ("https://models.example/v1", "https://models.example"),
        ("https://models.example/v1/", "https://models.example"),
        ("https://models.example/v1/messages", "https://models.example"),
        (" https://models.example/anthropic/v1 ", "https://models.example/anthropic"),
        ("https://models.example/v1beta", "https://models.example/v1beta"),
    ],
)
def test_an_address_works_with_and_without_its_version(entered: str, used: str | None) -> None:
    assert base_url(entered) == used
