"""An owner says what one version of a custom connector's tool does: a row with who and when."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from connectors.models import EffectMark, ToolDefinition
from organizations.models import AuditEvent, Role
from organizations.tenancy import tenant
from tests.cast import Cast, join, make_person
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, says
from tests.connectors.rows import offer, store_connection, store_connector
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp
from tests.signed_in import sign_in_as

pytestmark = pytest.mark.django_db
LISTED = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
DESTROY = {"name": "destroy", "inputSchema": {"type": "object"}, "annotations": {"destructiveHint": True}}


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ, WRITE, DESTROY)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script


@pytest.fixture
def ours(adas: Browser, server: ScriptedMcp) -> str:
    """The path of the tools of Acme's custom connector."""
    return f"connectors/{adas.post('connectors', name='Ours', url=server.url).json()['id']}/tools"


def tools(browser: Browser, path: str) -> dict[str, dict[str, Any]]:
    return {tool["name"]: tool for tool in browser.get(path).json()["results"]}


def test_what_a_server_says_of_itself_makes_nothing_a_read(mias: Browser, ours: str) -> None:
    found = {name: (tool["effect"], tool["marked"]) for name, tool in tools(mias, ours).items()}
    assert found == {"look": ("write", None), "change": ("write", None), "destroy": ("destructive", None)}


def test_an_owner_marks_a_tool_and_everybody_sees_who_and_when(
    cast: Cast, adas: Browser, mias: Browser, ours: str
) -> None:
    digest = tools(adas, ours)["look"]["digest"]
    answer = adas.patch(f"{ours}/look", effect="read", digest=digest)
    assert [tool["name"] for tool in answer.json()["results"]] == ["look"]
    shown = tools(mias, ours)["look"]
    assert shown["effect"] == "read" and shown["marked"]["effect"] == "read" and shown["marked"]["by"] == "Ada Byron"
    assert shown["marked"]["at"]
    # It still asks: tools of custom connectors do until the member decides.
    assert shown["policy"]["effective"] == "ask"
    with tenant(cast.acme.id):
        mark, event = EffectMark.objects.get(), AuditEvent.objects.get(action="tool.effect_marked")
    assert mark.marked_by_id == cast.ada.id and str(mark.tool_id) == event.data["definition"]
    assert (event.actor_name, event.data["tool"], event.data["effect"]) == ("Ada Byron", "look", "read")


def test_a_mark_can_be_changed_and_taken_back(cast: Cast, adas: Browser, mias: Browser, ours: str) -> None:
    omars = Browser.of(cast.omar)
    adas.patch(f"{ours}/look", effect="read")
    omars.patch(f"{ours}/look", effect="destructive")
    shown = tools(mias, ours)["look"]
    assert (shown["effect"], shown["marked"]["by"]) == ("destructive", "Omar Ode")
    adas.patch(f"{ours}/look", effect=None)
    assert (tools(mias, ours)["look"]["effect"], tools(mias, ours)["look"]["marked"]) == ("write", None)
    with tenant(cast.acme.id):
        assert AuditEvent.objects.filter(action="tool.effect_marked").count() == 3


def test_a_changed_tool_is_a_write_again_until_it_is_marked_anew(
    adas: Browser, mias: Browser, ours: str, server: ScriptedMcp
) -> None:
    adas.patch(f"{ours}/look", effect="read")
    seen = tools(adas, ours)["look"]["digest"]
    server.answers["tools/list"] = says({**READ, "description": "Looks, and tells others."}, WRITE, DESTROY)
    mias.post(f"{ours.removesuffix('/tools')}/connections")
    shown = tools(mias, ours)["look"]
    assert (shown["effect"], shown["marked"], shown["accepted"]) == ("write", None, False)
    stale = adas.patch(f"{ours}/look", effect="read", digest=seen)
    assert (stale.status_code, stale.json()["code"]) == (409, "tool_changed")
    assert tools(mias, ours)["look"]["effect"] == "write"
    adas.patch(f"{ours}/look", effect="read", digest=shown["digest"])
    shown = tools(mias, ours)["look"]
    # Saying what it does is not the review.
    assert (shown["effect"], shown["accepted"]) == ("read", False)


def test_what_calls_itself_destructive_stays_so(adas: Browser, ours: str) -> None:
    for effect in ("read", "write"):
        refused = adas.patch(f"{ours}/destroy", effect=effect)
        assert (refused.status_code, refused.json()["code"]) == (403, "effect_contradicts_server")
    assert tools(adas, ours)["destroy"]["effect"] == "destructive"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN, Role.AUDITOR])
def test_nobody_but_an_owner_marks(cast: Cast, ours: str, role: str) -> None:
    somebody = Browser.of(join(make_person("new@acme.example", "New"), cast.acme, role))
    for effect in ("read", "destructive", None):
        refused = somebody.patch(f"{ours}/look", effect=effect)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")
    with tenant(cast.acme.id):
        assert not EffectMark.objects.exists()


@pytest.mark.parametrize("verification", ["verified", "community"])
def test_a_listings_tools_are_what_its_review_says(cast: Cast, adas: Browser, mias: Browser, verification: str) -> None:
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, verification=verification)
        offer(store_connection(connector, cast.mia), "create_issue", "write")
    for browser in (adas, mias):
        refused = browser.patch(f"connectors/{connector.pk}/tools/create_issue", effect="read")
        assert (refused.status_code, refused.json()["code"]) == (403, "effect_is_curated")


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("missing", {"effect": "read"}, 404),
        ("@write", {"effect": "read"}, 404),
        ("*", {"effect": "read"}, 404),
        ("look", {"effect": "harmless"}, 400),
        ("look", {"effect": "read", "scope": "member", "policy": "allow"}, 400),
        ("look", {"digest": "x"}, 400),
        ("look", {"scope": "member", "policy": "allow", "digest": "x"}, 400),
        ("look", {}, 400),
    ],
)
def test_senseless_marks_are_refused(adas: Browser, ours: str, name: str, body: dict[str, str], status: int) -> None:
    assert adas.patch(f"{ours}/{name}", **body).status_code == status
    assert tools(adas, ours)["look"]["effect"] == "write"


def test_a_stranger_gets_the_same_404_as_for_what_is_missing(cast: Cast, adas: Browser, ours: str) -> None:
    guses = Browser.of(cast.gus)
    for url in (adas.url(f"{ours}/look"), guses.url(f"{ours}/look")):
        refused = guses.client.patch(url, {"effect": "read"}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_owners_see_the_marks_on_their_pages_and_change_nothing_there(cast: Cast, adas: Browser, ours: str) -> None:
    adas.patch(f"{ours}/look", effect="read")
    pages = Client()
    sign_in_as(pages, cast.ada.user)
    page = pages.get(reverse("owner:connectors_effectmark_changelist"))
    assert b"Ada Byron" in page.content and b"look" in page.content
    with tenant(cast.acme.id):
        mark = EffectMark.objects.get()
    form = reverse("owner:connectors_effectmark_change", args=[mark.pk])
    assert pages.get(form).status_code == 200
    assert pages.post(form, {"effect": "destructive"}).status_code == 403
    with tenant(cast.acme.id):
        assert EffectMark.objects.get().effect == "read"


def test_tools_that_were_reads_by_their_own_word_are_writes_after_the_migration(
    cast: Cast, adas: Browser, ours: str
) -> None:
    with tenant(cast.acme.id):
        listed = store_connector(cast.ada)
        offer(store_connection(listed, cast.mia), "list_issues", "read")
        ToolDefinition.objects.filter(name__in=["look"]).update(effect="read")
        with connection.cursor() as cursor:
            cursor.execute(import_module("connectors.migrations.0004_sources").HINTED_READS)
        effects = dict(ToolDefinition.objects.values_list("name", "effect"))
    assert effects == {"look": "write", "change": "write", "destroy": "destructive", "list_issues": "read"}
