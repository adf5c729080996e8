"""An owner sees what waits beside what was accepted, and refuses as well as accepts, version by version."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import ToolDefinition
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, WRITE, says
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp

pytestmark = pytest.mark.django_db
LATER = {
    **WRITE,
    "description": "Also sends your files away.",
    "inputSchema": {"type": "object", "properties": {"to": {"type": "string"}}},
    "annotations": {"destructiveHint": True, "readOnlyHint": False},
}
LAST = {**LATER, "description": "Sends nothing."}


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    """Open to all, so that connecting is one request."""
    with scripted_mcp({"tools/list": says(READ, WRITE)}) as fake:
        settings.EGRESS_ALLOW = [fake.allowed]
        yield fake


@pytest.fixture
def connector(adas: Browser, server: ScriptedMcp) -> str:
    """Both tools were accepted as they were; then the one that writes changed."""
    added: str = adas.post("connectors", name="Ours", url=server.url).json()["id"]
    assert adas.post(f"connectors/{added}/connections").status_code == 201
    offer(adas, server, added, READ, LATER)
    return added


def offer(browser: Browser, server: ScriptedMcp, connector: str, *tools: dict[str, Any]) -> Any:
    """The server offers these from now on, and the member looks."""
    server.answers["tools/list"] = says(*tools)
    return browser.post(f"connectors/{connector}/tool-refreshes")


def reviews(browser: Browser, connector: str) -> list[dict[str, Any]]:
    answer = browser.get(f"connectors/{connector}/tool-reviews")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def review(browser: Browser, connector: str, **said: str) -> Any:
    return browser.post(f"connectors/{connector}/tools/change/review", **said)


def shown(browser: Browser, connector: str) -> dict[str, Any]:
    found = browser.get(f"connectors/{connector}/tools").json()["results"]
    tool: dict[str, Any] = next(one for one in found if one["name"] == "change")
    return tool


def waiting(browser: Browser, connector: str) -> int:
    return int(browser.get(f"connectors/{connector}").json()["waiting_tools"])


def test_a_changed_tool_is_shown_beside_the_version_that_was_accepted(adas: Browser, connector: str) -> None:
    (found,) = reviews(adas, connector)
    assert (found["name"], found["refused"]) == ("change", None)
    assert (found["effect"], found["hinted_effect"]) == ("destructive", "destructive")
    assert (found["accepted"]["description"], found["now"]["description"]) == ("", "Also sends your files away.")
    assert '"to": {' not in found["accepted"]["input"] and '"to": {' in found["now"]["input"]
    assert found["accepted"]["hints"] == "" and '"destructive_hint": true' in found["now"]["hints"]


def test_what_is_new_has_nothing_to_be_compared_with(adas: Browser, server: ScriptedMcp, connector: str) -> None:
    offer(adas, server, connector, READ, WRITE, {"name": "extra", "inputSchema": {"type": "object"}})
    (found,) = reviews(adas, connector)
    assert (found["name"], found["accepted"], found["hinted_effect"]) == ("extra", None, None)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"description": "Other."}, "description"),
        ({"inputSchema": {"type": "object", "maxProperties": 9007199254740993}}, "input"),
        ({"outputSchema": {"type": "object"}}, "output"),
        ({"annotations": {"idempotentHint": True}}, "hints"),
        ({"_meta": {"ui": {"resourceUri": "ui://board"}}}, "view"),
    ],
)
def test_every_part_that_can_change_shows_the_difference(
    adas: Browser, server: ScriptedMcp, connector: str, changes: dict[str, Any], part: str
) -> None:
    offer(adas, server, connector, READ, {**WRITE, **changes})
    (found,) = reviews(adas, connector)
    different = {name for name in found["now"] if found["now"][name] != found["accepted"][name]}
    assert different == {part}


def test_a_refused_version_stays_blocked_and_says_so_until_another_comes(
    cast: Cast, adas: Browser, mias: Browser, server: ScriptedMcp, connector: str
) -> None:
    (seen,) = reviews(adas, connector)
    answer = review(adas, connector, digest=seen["digest"], verdict="refuse")
    assert (answer.status_code, answer.json()["accepted"]) == (200, False)
    assert answer.json()["refused"]["by"] == "Ada Byron"
    for browser in (adas, mias):
        assert (waiting(browser, connector), shown(browser, connector)["refused"]["by"]) == (0, "Ada Byron")
    (kept,) = reviews(adas, connector)
    assert (kept["digest"], kept["refused"]["by"]) == (seen["digest"], "Ada Byron")
    # The server says the same again: nothing is asked anew.
    offer(adas, server, connector, READ, LATER)
    assert waiting(adas, connector) == 0
    offer(adas, server, connector, READ, LAST)
    assert waiting(adas, connector) == 1
    assert shown(adas, connector)["refused"] is None
    with tenant(cast.acme.id):
        said = AuditEvent.objects.filter(action="tool.reviewed", data__tool="change", actor_name="Ada Byron")
        assert [event.data["verdict"] for event in said] == ["refuse"]


def test_a_refusal_is_taken_back_by_accepting(cast: Cast, adas: Browser, connector: str) -> None:
    review(adas, connector, verdict="refuse")
    answer = review(adas, connector)
    assert (answer.json()["accepted"], answer.json()["refused"]) == (True, None)
    assert reviews(adas, connector) == []
    # And the other way round.
    assert review(adas, connector, verdict="refuse").json()["accepted"] is False
    with tenant(cast.acme.id):
        row = ToolDefinition.objects.get(name="change", accepted_at=None)
        assert row.refused_by == cast.ada


def test_refusing_twice_is_said_once(cast: Cast, adas: Browser, connector: str) -> None:
    assert review(adas, connector, verdict="refuse").status_code == 200
    assert review(adas, connector, verdict="refuse").status_code == 200
    with tenant(cast.acme.id):
        assert AuditEvent.objects.filter(action="tool.reviewed").count() == 1


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_what_changed_while_the_owner_read_is_not_decided(
    adas: Browser, server: ScriptedMcp, connector: str, verdict: str
) -> None:
    (seen,) = reviews(adas, connector)
    offer(adas, server, connector, READ, LAST)
    stale = [
        review(adas, connector, digest=seen["digest"], verdict=verdict),
        adas.post(
            f"connectors/{connector}/tool-reviews",
            tools=[{"name": "change", "digest": seen["digest"]}],
            verdict=verdict,
        ),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in stale] == [(409, "tool_changed")] * 2
    assert "has changed since you saw it" in stale[0].json()["detail"]
    assert waiting(adas, connector) == 1


def test_several_are_refused_together(adas: Browser, server: ScriptedMcp, connector: str) -> None:
    offer(adas, server, connector, {**READ, "description": "New."}, LAST)
    pairs = [{"name": one["name"], "digest": one["digest"]} for one in reviews(adas, connector)]
    answer = adas.post(f"connectors/{connector}/tool-reviews", tools=pairs, verdict="refuse")
    assert [tool["refused"]["by"] for tool in answer.json()["results"]] == ["Ada Byron"] * 2
    assert waiting(adas, connector) == 0


def test_an_unknown_verdict_decides_nothing(adas: Browser, connector: str) -> None:
    assert review(adas, connector, verdict="perhaps").status_code == 400
    assert waiting(adas, connector) == 1


def test_members_and_strangers_review_nothing(cast: Cast, adas: Browser, mias: Browser, connector: str) -> None:
    for answer in (mias.get(f"connectors/{connector}/tool-reviews"), review(mias, connector, verdict="refuse")):
        assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")
    guss = Browser.of(cast.gus)
    for answer in (guss.get(f"connectors/{connector}/tool-reviews"), review(guss, connector, verdict="refuse")):
        assert answer.status_code == 404
    assert waiting(adas, connector) == 1


def test_what_the_server_took_back_waits_no_longer(adas: Browser, server: ScriptedMcp, connector: str) -> None:
    offer(adas, server, connector, READ)
    assert waiting(adas, connector) == 0
    assert reviews(adas, connector) == []
    offer(adas, server, connector, READ, LATER)
    assert waiting(adas, connector) == 1


def test_the_accepted_version_counts_again_when_the_server_goes_back_to_it(
    adas: Browser, server: ScriptedMcp, connector: str
) -> None:
    review(adas, connector, verdict="refuse")
    offer(adas, server, connector, READ, WRITE)
    assert reviews(adas, connector) == []
    with tenant(adas.member.organization_id):
        assert ToolDefinition.objects.get(name="change", refused_at=None).is_accepted


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_a_version_that_the_server_goes_back_to_before_it_was_reviewed_can_be(
    adas: Browser, server: ScriptedMcp, connector: str, verdict: str
) -> None:
    offer(adas, server, connector, READ, LAST)
    offer(adas, server, connector, READ, LATER)
    (found,) = reviews(adas, connector)
    assert found["now"]["description"] == LATER["description"] == shown(adas, connector)["description"]
    assert waiting(adas, connector) == 1
    answer = review(adas, connector, digest=found["digest"], verdict=verdict)
    assert (answer.status_code, answer.json()["accepted"]) == (200, verdict == "accept")
    assert waiting(adas, connector) == 0


def test_a_refused_version_that_comes_back_is_still_refused_and_can_be_accepted_after_all(
    adas: Browser, server: ScriptedMcp, connector: str
) -> None:
    review(adas, connector, verdict="refuse")
    offer(adas, server, connector, READ, LAST)
    review(adas, connector)
    offer(adas, server, connector, READ, LATER)
    (found,) = reviews(adas, connector)
    assert found["refused"] is not None and waiting(adas, connector) == 0
    assert shown(adas, connector)["accepted"] is False
    assert review(adas, connector, digest=found["digest"]).json()["accepted"] is True


def test_accounts_that_are_offered_different_versions_are_reviewed_one_after_the_other(
    adas: Browser, mias: Browser, server: ScriptedMcp, connector: str
) -> None:
    server.answers["tools/list"] = says(READ, LAST)
    assert mias.post(f"connectors/{connector}/connections").status_code == 201
    for description, verdict in ((LAST["description"], "accept"), (LATER["description"], "refuse")):
        assert waiting(adas, connector) == 1
        (found,) = reviews(adas, connector)
        assert found["now"]["description"] == description
        assert review(adas, connector, digest=found["digest"], verdict=verdict).status_code == 200
    assert waiting(adas, connector) == 0
    (refused,) = reviews(adas, connector)
    assert refused["refused"] and review(adas, connector, digest=refused["digest"]).json()["accepted"] is True
    with tenant(adas.member.organization_id):
        assert ToolDefinition.objects.filter(name="change", accepted_at=None).count() == 0
