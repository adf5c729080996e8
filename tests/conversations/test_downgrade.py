"""What a smaller plan has no room for is off (plans-PL3): also custom connectors that were added before."""

from connectors.models import Connector
from organizations.audit import Actor
from organizations.organization import change_by_operator
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.test_flow import _second
from tests.fakes.messages_api import text, tool

ACME = "/api/v1/organizations/acme"


def _plan(desk: Desk, plan: str) -> None:
    acme = desk.cast.acme
    desk.inside(lambda: change_by_operator(organization=acme, actor=Actor.system(acme.id), plan=plan))


def _beyond(desk: Desk) -> list[str]:
    return desk.inside(lambda: list(Connector.objects.filter(is_beyond_plan=True).values_list("name", flat=True)))  # type: ignore[no-any-return]


def test_the_oldest_custom_connector_runs_and_the_others_say_why_not(desk: Desk) -> None:
    wiki = _second(desk, list_notes="allow")
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    _plan(desk, "free")
    desk.model.says([tool("notebook__create_note", text="a"), tool("wiki__list_notes")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert desk.notebook.runs == ["create_note"]
    assert [tool["name"].split("__")[0] for tool in desk.model.requests[0]["tools"]].count("wiki") == 0
    assert [call.error_code for call in desk.calls(turn)] == ["", "custom_connector_limit"]
    shown = desk.cast.client(desk.cast.mia).get(f"{ACME}/connectors/{wiki.id}").json()["availability"]
    assert (shown["allowed"], shown["code"]) == (False, "custom_connector_limit")


def test_with_room_again_they_run_as_before(desk: Desk) -> None:
    _second(desk)
    _plan(desk, "free")
    assert _beyond(desk) == ["Wiki"]
    _plan(desk, "team")
    assert _beyond(desk) == []


def test_removing_the_one_that_runs_makes_room_for_the_next(desk: Desk) -> None:
    _second(desk)
    _second(desk, "Garden")
    _plan(desk, "free")
    assert _beyond(desk) == ["Garden", "Wiki"]
    ada = desk.cast.client(desk.cast.ada)
    assert ada.delete(f"{ACME}/connectors/{desk.connector.id}").status_code == 204
    assert _beyond(desk) == ["Garden"]
