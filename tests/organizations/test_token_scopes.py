"""accounts-A4: every API route asks a token for its scope; nothing of an organization outlives the membership.

Walks the URLconf, so that a new route is covered on the day it is added.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

from organizations import policy
from organizations.models import AccessToken, Membership, Organization, Scope, User
from organizations.organization import remove_member
from organizations.sealing import token_hash
from organizations.tenancy import tenant
from tests.acme_rows import address_parts
from tests.cast import Cast
from tests.signed_in import sign_in_as

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ORG = "api/v1/organizations/<slug:org>"
DECIDING = {
    f"{ORG}/tool-calls/<uuid:tool_call_id>/decision",
    f"{ORG}/tool-calls/<uuid:tool_call_id>/outcome",
    f"{ORG}/tool-calls/<uuid:tool_call_id>/connection",
    f"{ORG}/tool-calls/<uuid:tool_call_id>/input",
    f"{ORG}/standing-approvals/<uuid:standing_approval_id>",
    f"{ORG}/connectors/<uuid:connector_id>/tools/<path:name>",
    f"{ORG}/connectors/<uuid:connector_id>/tools/<path:name>/review",
    f"{ORG}/connectors/<uuid:connector_id>/tool-reviews",
}
# Only ever read, whatever the method.
STREAMS = {f"{ORG}/turns/<uuid:turn_id>/events"}
# What answers everybody the same, signed in or not.
OPEN = {"api/v1/docs"}


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("api/v1/") and "^" not in route:
            yield route


ROUTES = sorted(set(_routes(get_resolver().url_patterns)) - OPEN)


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams give their connection back before they start; here it holds the test's transaction."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def with_token(member: Membership, *scopes: str) -> APIClient:
    """A client with a new token of these scopes."""
    secret = f"sb_pat_{uuid.uuid4().hex}"
    AccessToken.objects.create(
        user=member.user, name="t", prefix="sb_pat_", token_hash=token_hash(secret), scopes=list(scopes)
    )
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


def fill(route: str) -> str:
    """Ids that nobody has: what is allowed is not found, and changes nothing."""
    return "/" + PARAMETER.sub(lambda found: str(uuid.uuid4()) if found[1] == "uuid" else "acme", route)


def refused(client: APIClient, method: str, route: str) -> str | None:
    """The scope whose lack is the reason of a refusal; None where it is not."""
    answer: Any = client.generic(method, fill(route), b"{}", content_type="application/json")
    if answer.status_code != 403 or answer.streaming or method == "HEAD":
        return "read" if method == "HEAD" and answer.status_code == 403 else None
    problem = answer.json()
    return re.findall("“(.*?)”", problem["detail"])[0] if problem["code"] == "token_scope" else None


def needed(method: str, route: str) -> str:
    if method in SAFE or route in STREAMS:
        return "read"
    return "approve" if route in DECIDING else "write"


def test_the_walk_finds_the_routes() -> None:
    assert set(ROUTES) >= DECIDING and "api/v1/me/tokens" in ROUTES
    assert len(ROUTES) > 35


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_asks_for_its_scope_and_no_other(route: str, cast: Cast) -> None:
    for method in SAFE + UNSAFE:
        scope = needed(method, route)
        others = {str(each) for each in Scope} - {scope}
        assert refused(with_token(cast.gus, *others), method, route) == scope, method
        assert refused(with_token(cast.gus, scope), method, route) is None, method


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("scopes", [[], ["read"], ["write"], ["approve"], ["read", "write"], list(Scope)])
def test_the_rule_is_the_list(scope: Scope, scopes: list[str]) -> None:
    given = AccessToken(scopes=scopes)
    decision = policy.may_use_token_to(scope, given)
    assert decision.deciding_row is (None if decision.allowed else given)
    assert (decision.allowed, decision.code) == ((True, "") if scope in scopes else (False, "token_scope"))
    does = {"read": "read", "write": "change anything", "approve": "decide what tools may do"}[scope]
    assert decision.allowed or decision.reason.startswith(f"This token may not {does}: it lacks the scope “{scope}”.")


@pytest.mark.parametrize("scopes", [[], ["read", "write"], ["approve"], list(Scope)])
def test_a_person_decides_and_a_token_with_that_scope(scopes: list[str]) -> None:
    assert policy.may_approve(AccessToken(scopes=scopes)).allowed is ("approve" in scopes)
    assert policy.may_approve(None).allowed


def test_nothing_is_done_in_the_name_of_somebody_who_is_out() -> None:
    def member(**changes: Any) -> Membership:
        values = {"removed_at": None, "is_active": True, "closed_at": None} | changes
        organization = Organization(closed_at=values["closed_at"])
        user = User(email="someone@example.com", is_active=values["is_active"])
        return Membership(organization=organization, user=user, removed_at=values["removed_at"])

    assert policy.may_act(member()).allowed
    now = timezone.now()
    for shut_out in ({"removed_at": now}, {"is_active": False}, {"closed_at": now}):
        out = member(**shut_out)
        decision = policy.may_act(out)
        assert (decision.allowed, decision.code, decision.deciding_row) == (False, "membership_ended", out)


def test_a_session_beside_a_token_widens_nothing(cast: Cast) -> None:
    client = with_token(cast.mia, "read")
    sign_in_as(client, cast.mia.user)
    answer = client.post("/api/v1/me/tokens", {"name": "wider"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "token_scope")


def test_a_standing_approval_is_not_made_by_a_token_that_may_not_decide(cast: Cast) -> None:
    with tenant(cast.acme.id):
        parts = address_parts(cast, {"connector_id"})
    url = f"/api/v1/organizations/acme/connectors/{parts['connector_id']}/tools/list_notes"
    body = {"policy": "allow", "scope": "member"}
    answer = with_token(cast.mia, "read", "write").patch(url, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "token_scope")


@pytest.mark.parametrize("route", [route for route in ROUTES if "<slug:org>" in route])
def test_a_removed_members_token_finds_nothing_of_the_organization(route: str, cast: Cast) -> None:
    client = with_token(cast.mia, *Scope)
    names = {name for _, name in PARAMETER.findall(route)} - {"org"}
    with tenant(cast.acme.id):
        values = {**address_parts(cast, names), "org": "acme"}
        remove_member(member=cast.mia, actor=cast.actor(cast.ada))
    url = "/" + PARAMETER.sub(lambda found: str(values[found[2]]), route)
    for method in SAFE + UNSAFE:
        answer = client.generic(method, url, b"{}", content_type="application/json")
        assert answer.status_code == 404, method
    assert client.get("/api/v1/me").json()["memberships"] == []
