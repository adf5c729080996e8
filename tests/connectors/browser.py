"""A person in front of a browser: our site through Django's client, everybody else's over HTTP."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from rest_framework.test import APIClient

from connectors.demo.database import Person
from organizations.models import Membership
from tests.signed_in import sign_in_as


@dataclass
class Browser:
    """Signed in as one member; cookies are kept."""

    member: Membership
    client: APIClient

    @classmethod
    def of(cls, member: Membership) -> "Browser":
        client = APIClient()
        sign_in_as(client, member.user)
        return cls(member, client)

    def url(self, path: str) -> str:
        """The address of something in the member's organization."""
        return f"/api/v1/organizations/{self.member.organization.slug}/{path}"

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(self.url(path), query)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(self.url(path), body, format="json")

    def patch(self, path: str, **body: Any) -> Any:
        return self.client.patch(self.url(path), body, format="json")

    def delete(self, path: str) -> Any:
        return self.client.delete(self.url(path))

    def enable(self, slug: str) -> str:
        """Enable a listing; the id of the connector."""
        response = self.post("connectors", listing=slug)
        assert response.status_code == 201, response.content
        return str(response.json()["id"])

    def start(self, connector: str, **body: Any) -> dict[str, Any]:
        """Press Connect."""
        response = self.post(f"connectors/{connector}/connections", **body)
        assert response.status_code == 201, response.content
        started: dict[str, Any] = response.json()
        return started

    def come_back(self, callback: str) -> Any:
        """Follow the service's redirect to our callback."""
        parts = urlsplit(callback)
        assert parts.path.startswith("/oauth/callback"), callback
        return self.client.get(f"{parts.path}?{parts.query}")

    def connect(self, connector: str, person: str | None = None, **body: Any) -> dict[str, str]:
        """The whole way with consent; what the workspace reads from the address it comes back to."""
        started = self.start(connector, **body)
        back = self.come_back(consent(started["authorization_url"], person or self.member.user.email))
        assert back.status_code == 302, back.content
        return query_of(back["Location"])


def consent(authorization_url: str, person: str | Person, decision: str = "allow") -> str:
    """What a person does on the demo servers' page; the address that it sends the browser to."""
    with httpx2.Client(trust_env=False, verify=False, follow_redirects=True) as outside:
        page = outside.get(authorization_url)
        assert page.status_code == 200, page.text
        request_id = re.search(r'name="request" value="([^"]+)"', page.text)
        assert request_id, page.text
        form = {"request": request_id[1], "choice": decision, "person": str(person)}
        answer = outside.post(str(page.url.join("/consent")), data=form, follow_redirects=False)
        assert answer.status_code in (302, 303), answer.text
        return str(answer.headers["location"])


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
