"""Health records are off and unsaid until somebody switches them on, and nothing exports what was read (H5, H6)."""

import ast
import json
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from connectors.models import Connector
from connectors.policy.consent import TEXT
from conversations.models import ConnectorToggle
from organizations.models import Organization
from organizations.tenancy import as_operator
from tests.connectors.browser import Browser
from tests.connectors.rows import store_listing
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text

ROOT = Path(__file__).parents[2]
EXPORTS = ("export", "evaluat", "training", "dataset", "fine_tun", "fine-tun", "corpus")


def _made_health(desk: Desk) -> Browser:
    """The notebook's connector holds health records, and Mia may use it."""
    with as_operator("a test"):
        Organization.objects.filter(pk=desk.cast.acme.id).update(plan="pro", country="US")
    address = {"server_url": desk.connector.server_url, "registration": "none"}
    row = store_listing(slug="clinic-records", name="Clinic records", sensitivity="health", **address)
    desk.inside(lambda: Connector.objects.filter(pk=desk.connector.pk).update(name=row.name, listing=row))
    return Browser.of(desk.cast.mia)


def test_h6_a_new_chat_has_it_off_and_the_model_hears_nothing_of_it(desk: Desk) -> None:
    mias = _made_health(desk)
    chat = mias.post("conversations").json()["id"]
    (switch,) = mias.get(f"conversations/{chat}/connectors").json()["results"]
    assert (switch["enabled"], switch["wants_consent"]) == (False, True)
    desk.model.says([text("Hello.")])
    sent = mias.post(f"conversations/{chat}/messages", text="How is my HbA1c?").json()
    desk.engine.run_turn(desk.cast.acme.id, sent["turn"]["id"])
    asked = json.dumps(desk.model.requests[-1])
    assert "HbA1c" in asked and "clinic" not in asked.lower()
    assert not desk.inside(lambda: ConnectorToggle.objects.filter(conversation=chat).exists())


def test_h6_a_chat_that_goes_on_from_a_project_or_a_first_message_has_it_off(desk: Desk) -> None:
    mias = _made_health(desk)
    project = mias.post("projects", name="Body", visibility="private").json()["id"]
    for body in ({"project": project}, {"message": {"text": "Hello"}}):
        made = mias.post("conversations", **body)
        assert made.status_code == 201, made.content
        switches = mias.get(f"conversations/{made.json()['id']}/connectors").json()["results"]
        assert [switch["enabled"] for switch in switches] == [False]


def _routes(found: URLResolver, before: str = "") -> list[str]:
    routes: list[str] = []
    for each in found.url_patterns:
        path = before + str(each.pattern)
        routes += _routes(each, path) if isinstance(each, URLResolver) else [path]
        assert isinstance(each, URLResolver | URLPattern)
    return routes


def test_h5_nothing_exports_what_people_wrote_for_evaluation_or_training() -> None:
    """A route, a command, a task or a function that does has to leave health content out: its author comes here."""
    routes = [route for route in _routes(get_resolver()) if any(word in route.lower() for word in EXPORTS)]
    assert [route for route in routes if not route.endswith("/exports")] == []
    assert all("/designs/" in route for route in routes), routes
    apps = [ROOT / app for app in ("config", "organizations", "connectors", "conversations")]
    commands = [path.stem for app in apps for path in app.glob("management/commands/*.py")]
    tasks = [str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert [name for name in (*commands, *tasks) if any(word in name.lower() for word in EXPORTS)] == []


def test_h5_no_function_is_made_for_that_either() -> None:
    named = set()
    for app in ("organizations", "conversations"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(w in node.name for w in EXPORTS):
                    named.add(f"{path.relative_to(ROOT)}: {node.name}")
    # Of a design, for the member whose chat it lies in.
    assert named == {"conversations/designs/exports.py: exported"}


def test_h5_the_consent_promises_it() -> None:
    assert any("never used for training" in paragraph for paragraph in TEXT)
