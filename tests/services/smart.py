"""SMART on FHIR: oidc-provider (npm) signs Mia and Ada in, a gate of ours checks tokens in front of Medplum's router.

    def test_x(smart_server: Smart, settings):
        settings.EGRESS_ALLOW = [smart_server.host]
        base = smart_server.base          # {base}/.well-known/smart-configuration says the rest

Without a token 401, without the type's scope 403 with the scope to ask for; a token reaches its person's patient only.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.services.consent import CALLBACK, VERIFIER, consent, query_of, with_query
from tests.services.health_seed import PATIENTS, record
from tests.services.node import SOURCES, installed, started

START_SECONDS = 60
CLIENT = {"client_id": "switchboard-health", "client_secret": "secret-of-switchboard-at-health"}
PUBLIC_CLIENT = {"client_id": "switchboard-public"}
READS = "openid fhirUser launch/patient offline_access patient/*.read"


@dataclass(frozen=True)
class Smart:
    """The origin of the sign-in, and of the FHIR API below it."""

    origin: str

    @property
    def base(self) -> str:
        """The base address of the FHIR API."""
        return f"{self.origin}/fhir"

    @property
    def host(self) -> str:
        """For `settings.EGRESS_ALLOW`."""
        return urlsplit(self.origin).netloc

    def authorization_url(self, scope: str = READS, **more: str) -> str:
        """The page where a person signs in for our client."""
        asked = {"client_id": CLIENT["client_id"], "redirect_uri": CALLBACK, "response_type": "code", "state": "s"}
        return with_query(f"{self.origin}/auth", {**asked, "scope": scope, "aud": self.base, **more})

    def sign_in(self, email: str, scope: str = READS) -> dict[str, Any]:
        """The token answer, past our own views."""
        code = query_of(consent(self.authorization_url(scope), email))["code"]
        given: dict[str, Any] = self.exchange(
            grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER
        ).json()
        assert given.get("access_token"), given
        return given

    def exchange(self, **form: str) -> httpx2.Response:
        """A request to the token endpoint as our client."""
        return self._post("/token", form)

    def revoke(self, token: str) -> None:
        """As the person would at the service."""
        assert self._post("/token/revocation", {"token": token}).status_code == 200

    def expire(self) -> None:
        """Every access token that was given so far is over; refresh tokens are not."""
        assert self._post("/control/expire", {}).status_code == 204

    def _post(self, path: str, form: dict[str, str]) -> httpx2.Response:
        client = (CLIENT["client_id"], CLIENT["client_secret"])
        return httpx2.post(self.origin + path, data=form, auth=client, trust_env=False, timeout=20)


@contextmanager
def smart(folder: Path, callbacks: list[str]) -> Iterator[Smart]:
    """Run it until the block ends. `callbacks` are the redirect addresses of our client. Raises PeerMissing."""
    seed = folder / "record.json"
    seed.write_text(json.dumps(record()))
    clients = [
        CLIENT | {"token_endpoint_auth_method": "client_secret_basic"},
        PUBLIC_CLIENT | {"token_endpoint_auth_method": "none"},
    ]
    settings = json.dumps({"people": PATIENTS, "clients": clients, "callbacks": callbacks})
    packages, log = str(installed() / "node_modules"), folder / "smart.log"
    with started(SOURCES / "smart.mjs", packages, str(seed), settings, log=log, seconds=START_SECONDS) as said:
        yield Smart(said["origin"])
