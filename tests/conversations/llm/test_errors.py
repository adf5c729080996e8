"""What an error of the model's service means: its type decides where it says enough, else its status."""

from typing import Any

import pytest

from conversations.llm.client import base_url
from conversations.llm.errors import ModelBusy, ModelFailed, RequestRefused, StreamBroken, of_answer


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
    (400, body("invalid_request_error", "prompt is too long: 9 tokens > 8"), RequestRefused, "conversation_too_long"),
    (400, {"error": {"message": "Input is too long for requested model."}}, RequestRefused, "conversation_too_long"),
    (401, body("authentication_error"), ModelFailed, "model_unauthorized"),
    (401, None, ModelFailed, "model_unauthorized"),
    (403, body("permission_error"), ModelFailed, "model_unauthorized"),
    (402, body("billing_error"), ModelFailed, "model_unpaid"),
    (404, body("not_found_error"), ModelFailed, "model_not_found"),
    (404, "<html>", ModelFailed, "model_not_found"),
    # Gateways: a type of their own, or one that they give to everything.
    (429, body("rate_limit_exceeded"), ModelBusy, "model_rate_limited"),
    (429, body("invalid_request_error"), ModelBusy, "model_rate_limited"),
    (529, body("api_error"), ModelBusy, "model_overloaded"),
    (503, body("ServiceUnavailable"), ModelBusy, "model_overloaded"),
    (500, body("overloaded_error"), ModelBusy, "model_overloaded"),
    (504, body("upstream_timeout"), StreamBroken, "model_timeout"),
    (408, body("request_timeout"), StreamBroken, "model_timeout"),
    (409, body("conflict"), StreamBroken, "model_failed"),
    (409, None, StreamBroken, "model_failed"),
    (425, body("invalid_request_error"), StreamBroken, "model_failed"),
    (413, body("payload_too_large"), RequestRefused, "conversation_too_long"),
    (400, body("BadRequestError"), RequestRefused, "model_rejected"),
    (400, body("api_error"), RequestRefused, "model_rejected"),
    (422, body("validation_error"), RequestRefused, "model_rejected"),
    (401, body("invalid_api_key"), ModelFailed, "model_unauthorized"),
    (401, body("invalid_request_error"), ModelFailed, "model_unauthorized"),
    (402, body("insufficient_quota"), ModelFailed, "model_unpaid"),
    (404, body("invalid_request_error"), ModelFailed, "model_not_found"),
]


@pytest.mark.parametrize(("status", "said", "kind", "code"), TABLE)
def test_each_error_is_told_apart(status: int, said: object, kind: type[ModelFailed], code: str) -> None:
    failed = of_answer(status, said)
    assert (type(failed), failed.code) == (kind, code)
    assert failed.transient == failed.may_try_again == (kind in (ModelBusy, StreamBroken))


PAUSES = {"3": 3.0, "0.5": 0.5, "0": 0.0, None: None, "": None, "soon": None, "-1": None, "1e9": None, "nan": None}


@pytest.mark.parametrize(("header", "seconds"), PAUSES.items())
def test_a_pause_that_the_service_asks_for_is_known(header: str | None, seconds: float | None) -> None:
    failed = of_answer(529, None, header)
    assert isinstance(failed, ModelBusy)
    assert failed.retry_after == seconds


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
