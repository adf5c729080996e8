"""A token without `approve` lets no tool out of quarantine, also not by adding its connector (accounts-A4)."""

import pytest
from rest_framework.test import APIClient

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.fakes.scripted_mcp import ScriptedMcp

pytestmark = pytest.mark.django_db


def test_what_a_program_adds_waits_for_a_person(cast: Cast, adas: Browser, reads_only: ScriptedMcp) -> None:
    made = adas.client.post("/api/v1/me/tokens", {"name": "Script", "scopes": ["write"]}, format="json").json()
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
    added = program.post(adas.url("connectors"), {"name": "Ours", "url": reads_only.url}, format="json")
    assert added.status_code == 201
    tools = adas.get(f"connectors/{added.json()['id']}/tools").json()["results"]
    assert [tool["accepted"] for tool in tools] == [False]
