"""What holds for every built-in service: its listing, its page, and how its tools are written."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from connectors.directory.guides import guide_of
from connectors.directory.loading import shipped_listings
from connectors.mcp import OfferedTool, ServerAddress, open_client
from connectors.model_schemas import why_unfit
from connectors.models import Connector, Listing
from connectors.models.addresses import missing_values
from connectors.network import EgressPolicy
from connectors.oauth import known_server
from connectors.servers import service_names

ROOT = Path(__file__).resolve().parents[2]
LONGEST_DESCRIPTION = 500
LISTINGS = {entry["builtin"]: entry for entry in shipped_listings() if entry.get("builtin")}
services = pytest.mark.parametrize("name", service_names())
# A text that may be null is read as JSON by the SDK: "null" and "[1]" would not arrive as they were written.
NULL = {"type": "null"}


async def tools_of(name: str) -> list[OfferedTool]:
    """As any client sees them."""
    async with open_client(ServerAddress("https://api.example", builtin=name), policy=EgressPolicy()) as client:
        listing = await client.list_tools()
    assert not listing.left_out and not listing.truncated
    return list(listing.tools)


def test_every_folder_is_a_service_and_has_a_listing() -> None:
    folders = {path.parent.name for path in (ROOT / "connectors/servers").glob("*/__init__.py")}
    assert folders == set(service_names()) == set(LISTINGS)


@services
@pytest.mark.anyio
async def test_every_tool_is_reviewed_with_the_effect_that_it_says_itself(name: str) -> None:
    entry = LISTINGS[name]
    lists = {key: entry.get(key, []) for key in ("read_tools", "write_tools", "destructive_tools")}
    connector = Connector(listing=Listing(builtin=name, **lists))
    for tool in await tools_of(name):
        hints = tool.annotations
        said = "read" if hints.get("read_only_hint") else "destructive" if hints.get("destructive_hint") else "write"
        assert connector.effect_of(tool.name) == said, tool.name


@services
@pytest.mark.anyio
async def test_every_tool_says_what_it_is_for_and_what_it_takes(name: str) -> None:
    for tool in await tools_of(name):
        assert tool.title and 20 <= len(tool.description) <= LONGEST_DESCRIPTION, tool.name
        assert tool.output_schema, tool.name
        assert why_unfit(tool.input_schema) is None, tool.name
        for parameter, schema in tool.input_schema.get("properties", {}).items():
            assert schema.get("description"), (tool.name, parameter)
            assert NULL not in schema.get("anyOf", []), (tool.name, parameter)
            assert _is_limited(schema), (tool.name, parameter)


@services
@pytest.mark.anyio
async def test_a_description_breaks_its_lines_at_paragraphs_only(name: str) -> None:
    for tool in await tools_of(name):
        assert "\n" not in tool.description.replace("\n\n", ""), tool.description


def _is_limited(schema: dict[str, Any]) -> bool:
    """Whether a text has a longest length, a number a largest value and a list a largest size."""
    limits = {
        "string": ("maxLength", "enum", "const", "format", "pattern"),
        "integer": ("maximum",),
        "array": ("maxItems",),
    }
    return any(name in schema for name in limits.get(schema.get("type", ""), schema))


@services
def test_its_listing_leads_an_owner_to_a_client(name: str) -> None:
    entry = LISTINGS[name]
    fields = {field["name"]: "x" for field in entry.get("setup_fields", [])}
    facts = entry.get("sign_in", {})
    addresses = [entry["api_url"], *(fact for fact in facts.values() if isinstance(fact, str))]
    assert missing_values(addresses, fields) == []
    if "discovery" not in facts:
        server = known_server(facts)
        assert server.authorization_endpoint.startswith("https://") and server.token_endpoint.startswith("https://")
    assert entry["setup_steps"] and entry["data_handling"] and entry["source"] and entry["api_scopes"] is not None


@services
def test_its_page_is_there_to_read_in_the_workspace(name: str) -> None:
    page = guide_of(LISTINGS[name]["slug"])
    assert "## Getting the client" in page and not page.startswith("# ")
    assert "](" not in page, "a link out of the page may lead nowhere on a machine of one's own"


def test_a_worker_imports_a_service_when_it_is_used_and_not_before() -> None:
    folders = [f"connectors.servers.{name}" for name in service_names()]
    program = f"""
import sys, connectors.mcp
from connectors.servers import service_named
assert not [name for name in {folders} if name in sys.modules]
service_named({service_names()[0]!r})
print(len([name for name in {folders} if name in sys.modules]))
"""
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1"
