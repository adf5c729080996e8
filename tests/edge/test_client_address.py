"""Whose address the audit log and the rate limits see: a trusted proxy's word, never a client's own."""

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.test import Client, RequestFactory

from config.edge.proxies import trusted_proxies
from organizations.audit import client_address
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.fakes.serving import served

ROOT = Path(__file__).resolve().parents[2]
PEER = "10.0.0.9"


def seen(peer: str, forwarded: str | None = None) -> str | None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers))


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        # No proxy: whatever is said, it is the peer.
        ("", PEER, None, PEER),
        ("", PEER, "6.6.6.6", PEER),
        ("0", PEER, "6.6.6.6", PEER),
        ("", "::ffff:10.0.0.9", None, PEER),
        ("", "2001:db8::1", "6.6.6.6", "2001:db8::1"),
        ("", "", "6.6.6.6", None),
        ("", "not an address", None, None),
        # One: the last entry is the proxy's own, all before it are the client's words.
        ("1", PEER, "1.2.3.4", "1.2.3.4"),
        ("1", PEER, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("1", PEER, "6.6.6.6,,1.2.3.4", "1.2.3.4"),
        ("1", PEER, "1.2.3.4:5678", "1.2.3.4"),
        ("1", PEER, "[2001:db8::7]:443", "2001:db8::7"),
        ("1", PEER, "[2001:db8::7]", "2001:db8::7"),
        ("1", PEER, "2001:DB8::7", "2001:db8::7"),
        ("1", PEER, "fe80::1%eth0", "fe80::1"),
        ("1", PEER, "::ffff:1.2.3.4", "1.2.3.4"),
        ("1", PEER, None, PEER),
        ("1", PEER, "", PEER),
        ("1", PEER, "unknown", PEER),
        ("1", PEER, "6.6.6.6, ", PEER),
        ("1", PEER, "6.6.6.6, <script>", PEER),
        ("1", PEER, "999.1.1.1", PEER),
        ("1", "", "1.2.3.4", "1.2.3.4"),
        # Two.
        ("2", PEER, "6.6.6.6, 1.2.3.4, 192.0.2.1", "1.2.3.4"),
        ("2", PEER, "192.0.2.1", "192.0.2.1"),
        # By network: who is not the proxy is not believed.
        ("10.0.0.0/8", PEER, "1.2.3.4", "1.2.3.4"),
        ("10.0.0.9", PEER, "1.2.3.4", "1.2.3.4"),
        ("10.0.0.0/8", "203.0.113.5", "6.6.6.6", "203.0.113.5"),
        ("10.0.0.0/8", PEER, "6.6.6.6, 10.0.0.5", "10.0.0.5"),
        ("10.0.0.0/8", "2001:db8::1", "6.6.6.6", "2001:db8::1"),
        ("10.0.0.0/8|fd00::/8", "fd00::1", "1.2.3.4", "1.2.3.4"),
        ("192.0.2.0/24, 10.0.0.0/8", PEER, "6.6.6.6, 1.2.3.4, 192.0.2.1", "1.2.3.4"),
        ("192.0.2.0/24, 10.0.0.0/8", PEER, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
    ],
)
def test_the_address_is_the_last_that_somebody_trusted_saw(
    proxies: str, peer: str, forwarded: str | None, address: str | None, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = trusted_proxies(proxies)
    assert seen(peer, forwarded) == address
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers)
    assert get_adapter().get_client_ip(request) == (address or "unknown")


def test_other_headers_are_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = trusted_proxies("1")
    headers = {name: "6.6.6.6" for name in ("X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP")}
    request = RequestFactory(REMOTE_ADDR=PEER).get("/", headers=headers | {"Forwarded": "for=6.6.6.6"})
    assert client_address(request) == PEER


@pytest.mark.parametrize("said", ["-1", "one", "10.0.0.1/8", "1,x", "1.5"])
def test_a_setting_that_means_nothing_stops_the_start(said: str) -> None:
    with pytest.raises(ValueError, match="SWITCHBOARD_TRUSTED_PROXIES"):
        trusted_proxies(said)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("proxies", "address"), [("", "127.0.0.1"), ("1", "1.2.3.4"), ("10.0.0.0/8", "127.0.0.1")])
def test_the_audit_log_tells_it_over_real_http(cast: Cast, settings: Any, proxies: str, address: str) -> None:
    from config.asgi import application

    settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = ["*"], trusted_proxies(proxies)
    with served(application) as origin, httpx2.Client(base_url=origin.replace("127.0.0.1", "localhost")) as client:
        client.get("/")
        headers = {"X-CSRFToken": client.cookies["csrftoken_8000"], "X-Forwarded-For": "6.6.6.6, 1.2.3.4:99"}
        wrong = {"email": cast.mia.user.email, "password": "wrong"}
        client.post("/_allauth/browser/v1/auth/login", json=wrong, headers=headers)
    cache.clear()
    with tenant(cast.acme.id):
        assert AuditEvent.objects.get(action="login.failed").address == address


def test_made_up_addresses_do_not_get_around_the_sign_in_limit(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    settings.TRUSTED_PROXIES = trusted_proxies("1")
    answers = []
    for number in range(6):
        headers = {"X-Forwarded-For": f"6.6.6.{number}, 1.2.3.4"}
        wrong = {"email": f"{number}@x.example", "password": "wrong"}
        answer = Client().post(
            "/_allauth/browser/v1/auth/login", wrong, content_type="application/json", headers=headers
        )
        answers.append(answer.status_code)
    assert 429 in answers


def test_the_server_leaves_the_peers_address_alone() -> None:
    """uvicorn would believe X-Forwarded-For itself, by a rule of its own."""
    command = re.search(r"^CMD (.*?\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    assert command and "--no-proxy-headers" in command[1]
    source = (ROOT / "config" / "local" / "run.py").read_text()
    assert source.count("--no-proxy-headers") == 1
    web = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]
    assert "command" not in web and "ports" not in web
