"""emulate (npm), made strict: Google, Slack, Linear and Microsoft's sign-in, with the accounts of our cast.

    def test_x(emulate: Emulate, settings):
        settings.EGRESS_ALLOW = emulate.hosts
        token = emulate.sign_in("linear", MIA, "read write")["access_token"]

As it comes, an unknown or revoked token acts as the first person of the seed; strict, it acts as nobody.
Its Drive loses JSON files and names outside ASCII (findings/drive_emulator_json_upload.sh).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from config.local.locks import free_port
from tests.services.consent import CALLBACK, VERIFIER, consent, query_of, with_query
from tests.services.emulate_seed import ADA, MIA, SLACK_TOKENS, client_of, seeds
from tests.services.node import SOURCES, installed, started
from tests.services.patched import Change, patched_copy

STRICT = Change(
    old="const fallbackUser = entry.defaultFallback(svcSeedConfig);",
    new="const fallbackUser = undefined;",
    places={"api.js": 1, "chunk-IHI7H6SI.js": 1},
)
START_SECONDS = 40
AUTHORIZE = {
    "google": "/o/oauth2/v2/auth",
    "slack": "/oauth/v2/authorize",
    "linear": "/oauth/authorize",
    "microsoft": "/oauth2/v2.0/authorize",
}
TOKEN = {
    "google": "/oauth2/token",
    "slack": "/api/oauth.v2.access",
    "linear": "/oauth/token",
    "microsoft": "/oauth2/v2.0/token",
}
REVOKE = {"google": "/oauth2/revoke", "linear": "/oauth/revoke", "microsoft": "/oauth2/v2.0/revoke"}


@dataclass(frozen=True)
class Emulate:
    """The origins of the services while they run."""

    google: str
    slack: str
    linear: str
    microsoft: str
    control: str

    def origin(self, service: str) -> str:
        """Of a service by its name."""
        return {"google": self.google, "slack": self.slack, "linear": self.linear, "microsoft": self.microsoft}[service]

    @property
    def hosts(self) -> list[str]:
        """For `settings.EGRESS_ALLOW`."""
        return [urlsplit(self.origin(service)).netloc for service in AUTHORIZE]

    def reset(self, service: str) -> None:
        """Back to the seed: what tests wrote is gone. Access tokens stay good; people of Slack get new ids."""
        assert _post(f"{self.control}/reset/{service}").status_code == 204
        if service == "slack":
            _tell_slack(self.slack)

    def authorization_url(self, service: str, scope: str) -> str:
        """The page where a person signs in for our client."""
        scopes = {"user_scope" if service == "slack" else "scope": scope}
        asked = {"client_id": client_of(service)["client_id"], "redirect_uri": CALLBACK, "response_type": "code"}
        return with_query(self.origin(service) + AUTHORIZE[service], {**asked, **scopes, "state": "s"})

    def token_url(self, service: str) -> str:
        """Where tokens are given."""
        return self.origin(service) + TOKEN[service]

    def sign_in(self, service: str, email: str, scope: str) -> dict[str, Any]:
        """The token answer, past our own views; Slack's is the person's part of it, with `access_token`."""
        code = query_of(consent(self.authorization_url(service, scope), email))["code"]
        given = self.exchange(service, grant_type="authorization_code", code=code, code_verifier=VERIFIER).json()
        person: dict[str, Any] = given["authed_user"] if service == "slack" else given
        assert person.get("access_token"), given
        return person

    def exchange(self, service: str, **form: str) -> httpx2.Response:
        """A request to the token endpoint as our client; `form` replaces what it would send."""
        return _post(
            self.origin(service) + TOKEN[service], data={**client_of(service), "redirect_uri": CALLBACK, **form}
        )

    def ask_linear(self, token: str, query: str) -> dict[str, Any]:
        """What Linear's API answers this token, past our own server."""
        headers = {"authorization": f"Bearer {token}"}
        answer = _post(f"{self.linear}/graphql", json={"query": query}, headers=headers).json()
        found: dict[str, Any] = answer["data"]
        return found

    def ask_google(self, token: str, path: str) -> dict[str, Any]:
        """What Google's API answers this token at a path."""
        headers = {"authorization": f"Bearer {token}"}
        answer = httpx2.get(self.google + path, headers=headers, trust_env=False, timeout=20)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def revoke(self, service: str, token: str) -> None:
        """As the person would at the service. Slack's emulator cannot: our gate in front of it answers for it."""
        if service == "slack":
            assert _post(f"{self.control}/revoke", headers={"x-token": token}).status_code == 204
            return
        assert _post(self.origin(service) + REVOKE[service], data={"token": token}).status_code == 200


@contextmanager
def emulate_services(folder: Path, callbacks: list[str]) -> Iterator[Emulate]:
    """All four, until the block ends. `callbacks` are the redirect addresses of our client. Raises PeerMissing."""
    api = strict_copy(installed())
    seed = folder / "seed.json"
    seed.write_text(json.dumps({name: {"port": free_port(), "seed": data} for name, data in seeds(callbacks).items()}))
    script, log = SOURCES / "emulate.mjs", folder / "emulate.log"
    with started(script, str(api), str(seed), log=log, seconds=START_SECONDS) as origins:
        _tell_slack(origins["slack"])
        yield Emulate(**origins)


def strict_copy(packages: Path) -> Path:
    """The library in a copy that knows no fallback user; raises if this version says it in other places than known."""
    return patched_copy(packages, "emulate", [STRICT]) / "dist" / "api.js"


def _tell_slack(origin: str) -> None:
    """What its seed cannot say: a private channel for each person alone, and messages."""
    for name, token in SLACK_TOKENS.items():
        made = _slack(origin, token, "conversations.create", name=f"{name}-notes", is_private="true")
        text = f"A note that only {name} reads"
        _slack(origin, token, "chat.postMessage", channel=made["channel"]["id"], text=text)
    mia = SLACK_TOKENS["mia"]
    channels = _slack(origin, mia, "conversations.list")["channels"]
    launch = next(channel["id"] for channel in channels if channel["name"] == "launch")
    asked = _slack(origin, mia, "chat.postMessage", channel=launch, text="When do we launch?")
    answer = {"channel": launch, "thread_ts": asked["ts"], "text": "On the 3rd of March"}
    _slack(origin, SLACK_TOKENS["ada"], "chat.postMessage", **answer)


def _slack(origin: str, token: str, method: str, **form: str) -> dict[str, Any]:
    said: dict[str, Any] = _post(
        f"{origin}/api/{method}", data=form, headers={"authorization": f"Bearer {token}"}
    ).json()
    assert said["ok"], (method, said)
    return said


def _post(url: str, **more: Any) -> httpx2.Response:
    return httpx2.post(url, trust_env=False, timeout=20, **more)


__all__ = ["ADA", "CALLBACK", "MIA", "Emulate", "client_of", "emulate_services", "strict_copy"]
