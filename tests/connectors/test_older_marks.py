"""A mark can be taken back also when another account was offered a newer version since."""

import pytest

from connectors.models import ToolDefinition
from organizations.tenancy import tenant
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, says
from tests.connectors.test_effect_marks_api import tools
from tests.fakes.scripted_mcp import ScriptedMcp

pytestmark = pytest.mark.django_db


def test_the_version_that_mia_uses_is_a_write_again(adas: Browser, mias: Browser, reads_only: ScriptedMcp) -> None:
    ours = f"connectors/{adas.post('connectors', name='Ours', url=reads_only.url).json()['id']}"
    digest = tools(adas, f"{ours}/tools")["look"]["digest"]
    assert adas.patch(f"{ours}/tools/look", effect="read", digest=digest).status_code == 200
    mias.post(f"{ours}/connections")
    reads_only.answers["tools/list"] = says({**READ, "description": "Another version, for Ada alone."})
    adas.post(f"{ours}/connections")
    adas.patch(f"{ours}/tools/look", effect=None, digest=digest)
    with tenant(adas.member.organization_id):
        assert ToolDefinition.objects.get(name="look", digest=digest).effect == "write"
