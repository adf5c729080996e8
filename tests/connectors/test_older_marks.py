"""A mark can be taken back also when another account was offered a newer version since."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.models import ToolDefinition
from organizations.tenancy import tenant
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ
from tests.connectors.test_effect_marks_api import says, tools
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedMcp]:
    with scripted_mcp({"tools/list": says(READ)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script


def test_the_version_that_mia_uses_is_a_write_again(adas: Browser, mias: Browser, server: ScriptedMcp) -> None:
    ours = f"connectors/{adas.post('connectors', name='Ours', url=server.url).json()['id']}"
    digest = tools(adas, f"{ours}/tools")["look"]["digest"]
    assert adas.patch(f"{ours}/tools/look", effect="read", digest=digest).status_code == 200
    mias.post(f"{ours}/connections")
    server.answers["tools/list"] = says({**READ, "description": "Another version, for Ada alone."})
    adas.post(f"{ours}/connections")
    adas.patch(f"{ours}/tools/look", effect=None, digest=digest)
    with tenant(adas.member.organization_id):
        assert ToolDefinition.objects.get(name="look", digest=digest).effect == "write"
