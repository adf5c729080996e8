"""credentials-C8: a server that is not encrypted in transit, or has no keys, refuses to start and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAFE = {
    "DATABASE_URL": "postgres://app:x@db.example/switchboard?sslmode=verify-full",
    "REDIS_URL": "rediss://valkey.example",
    "PUBLIC_URL": "https://switchboard.example",
    "SECRET_KEY": "k" * 50,
    "SWITCHBOARD_SEALING_KEYS": "k1:" + "A" * 43 + "=",
}
SHOWN = ("SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
SHOW = f"import config.settings.production as s; print(*(getattr(s, name) for name in {SHOWN}))"


def _start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_safe_server_starts_with_hsts_and_secure_cookies() -> None:
    done = _start()
    assert (done.returncode, done.stdout.split()) == (0, ["31536000", "True", "True"]), done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DATABASE_URL": "postgres://app:x@db.example/switchboard"}, "without TLS"),
        ({"DATABASE_URL": "postgres://app:x@db.example/switchboard?sslmode=prefer"}, "without TLS"),
        ({"DATABASE_OPERATOR_URL": "postgres://operator:x@db.example/switchboard"}, "without TLS"),
        ({"REDIS_URL": "redis://valkey.example"}, "without TLS"),
        ({"PUBLIC_URL": "http://switchboard.example"}, "must start with https://"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SWITCHBOARD_SEALING_KEYS": ""}, "Set SECRET_KEY and SWITCHBOARD_SEALING_KEYS"),
    ],
)
def test_an_unsafe_server_refuses_to_start_in_words(changes: dict[str, str], words: str) -> None:
    done = _start(**changes)
    assert done.returncode != 0
    assert words in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_OPERATOR_URL": "postgres://operator:x@db.example/switchboard?sslmode=verify-full"},
        {"DATABASE_OPERATOR_URL": "postgres://operator:x@/switchboard?host=/run/postgresql"},
        {"DATABASE_URL": "postgres://app:x@db.example/switchboard", "SWITCHBOARD_PLAINTEXT_REASON": "one machine"},
        {"REDIS_URL": "redis://valkey.example", "SWITCHBOARD_PLAINTEXT_REASON": "a private network"},
    ],
)
def test_encrypted_or_with_a_reason_it_starts(changes: dict[str, str]) -> None:
    assert _start(**changes).returncode == 0
