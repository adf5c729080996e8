"""A token without `approve` lets no tool out of quarantine, also not by adding its connector (accounts-A4)."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ
from tests.connectors.test_effect_marks_api import says
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script


def test_what_a_program_adds_waits_for_a_person(cast: Cast, adas: Browser, server: ScriptedMcp) -> None:
    made = adas.client.post("/api/v1/me/tokens", {"name": "Script", "scopes": ["write"]}, format="json").json()
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
    added = program.post(adas.url("connectors"), {"name": "Ours", "url": server.url}, format="json")
    assert added.status_code == 201
    tools = adas.get(f"connectors/{added.json()['id']}/tools").json()["results"]
    assert [tool["accepted"] for tool in tools] == [False]
