"""/livez says that the process lives, /healthz that a turn could run."""

import json
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.http import HttpResponse
from django.test import AsyncClient, AsyncRequestFactory, RequestFactory
from pytest_django import Settings

from config.health import healthz, livez
from config.heartbeat import HEARTBEAT_KEY, LIFE_SECONDS, Heartbeat

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]


@pytest.fixture
def valkey() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(HEARTBEAT_KEY)
        yield client
        client.delete(HEARTBEAT_KEY)


async def _healthz() -> tuple[int, dict[str, object]]:
    answer: HttpResponse = await healthz(AsyncRequestFactory().get("/healthz"))
    return answer.status_code, json.loads(answer.content)


async def test_everything_is_well_when_a_worker_beats(valkey: redis.Redis) -> None:
    valkey.set(HEARTBEAT_KEY, "alive")
    checks = {"database": "ok", "valkey": "ok", "worker": "ok"}
    assert await _healthz() == (200, {"status": "ok", "checks": checks})


async def test_without_a_heartbeat_the_worker_is_missing(valkey: redis.Redis) -> None:
    status, body = await _healthz()
    assert status == 503
    assert body["checks"] == {"database": "ok", "valkey": "ok", "worker": "unavailable"}


async def test_without_valkey_nothing_is_known_of_the_worker(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    status, body = await _healthz()
    assert status == 503
    assert body["checks"] == {"database": "ok", "valkey": "unavailable", "worker": "unavailable"}


async def test_without_the_database_the_answer_is_503(valkey: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    valkey.set(HEARTBEAT_KEY, "alive")
    monkeypatch.setattr("config.health._select_one", _refuse)
    status, body = await _healthz()
    assert status == 503
    assert body["checks"] == {"database": "unavailable", "valkey": "ok", "worker": "ok"}


@pytest.mark.parametrize("gone", ["valkey", "database"])
async def test_what_is_not_ready_is_said_in_the_log_and_is_no_error(
    gone: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if gone == "valkey":
        settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    else:
        monkeypatch.setattr("config.health._select_one", _refuse)
    with caplog.at_level("INFO"):
        assert (await AsyncClient().get("/healthz")).status_code == 503
    (said,) = [each for each in caplog.records if each.name in ("config.health", "django.request")]
    assert (said.levelname, gone in said.getMessage()) == ("INFO", True)


def test_livez_asks_nobody(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    assert livez(RequestFactory().get("/livez")).status_code == 200


def test_the_worker_writes_a_key_that_runs_out(valkey: redis.Redis) -> None:
    worker = _Worker()
    step = Heartbeat(worker)
    step.start(worker)
    assert 0 < valkey.ttl(HEARTBEAT_KEY) <= LIFE_SECONDS
    valkey.delete(HEARTBEAT_KEY)
    worker.timer.run()
    assert valkey.exists(HEARTBEAT_KEY)
    step.stop(worker)


def test_a_heartbeat_without_valkey_does_not_stop_the_worker(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock?db=0"
    worker = _Worker()
    step = Heartbeat(worker)
    step.start(worker)
    step.stop(worker)


def _refuse() -> bool:
    from django.db import OperationalError

    raise OperationalError("the server is gone")


class _Timer:
    def call_repeatedly(self, seconds: float, run: object) -> "_Timer":
        self.run = run
        return self

    def cancel(self) -> None:
        self.run = None


class _Worker:
    def __init__(self) -> None:
        self.timer = _Timer()
