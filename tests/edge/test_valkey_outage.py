"""Only what Valkey did not answer is told as Valkey's; every other fault stays one."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import ConnectionError as ConnectionBroken, TimeoutError as TooLate

from config.api.errors import VALKEY_WORDS, ValkeyOutageMiddleware

OUTAGE = ValkeyOutageMiddleware(lambda request: HttpResponse())


@pytest.mark.parametrize("path", ["/_allauth/browser/v1/auth/login", "/api/v1/me"])
@pytest.mark.parametrize("error", [ConnectionBroken, TooLate])
def test_it_is_said_in_words_with_a_time_to_come_back(path: str, error: type[Exception]) -> None:
    answer = OUTAGE.process_exception(RequestFactory().post(path), error("10.0.0.1:6379 refused"))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert VALKEY_WORDS in json.dumps(json.loads(answer.content))
    assert b"6379" not in answer.content


@pytest.mark.parametrize("error", [ValueError, ConnectionError, TimeoutError])
def test_another_fault_is_not_valkeys(error: type[Exception]) -> None:
    assert OUTAGE.process_exception(RequestFactory().get("/api/v1/me"), error()) is None
