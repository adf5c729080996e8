"""The demo services' own tool definitions, as the engine sends them: `acme_tracker__create_issue`."""

import asyncio
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from connectors.demo.chat import Chat
from connectors.demo.database import Database
from connectors.demo.docs import Docs
from connectors.demo.speaking_server import SpeakingServer
from connectors.demo.tracker.server import Tracker

_SERVICES: dict[str, type[Tracker | Docs | Chat]] = {"acme_tracker": Tracker, "acme_docs": Docs, "acme_chat": Chat}


@cache
def definitions(*slugs: str) -> list[dict[str, Any]]:
    """The definitions of the connectors that are on; of all when none is named."""
    with tempfile.TemporaryDirectory() as home:
        database = Database(Path(home))
        return [tool for slug in slugs or _SERVICES for tool in _of(slug, database)]


def tool(name: str, description: str = "", **properties: dict[str, Any]) -> dict[str, Any]:
    """A definition of some other server, all of its properties required."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"name": name, "description": description, "input_schema": schema}


def _of(slug: str, database: Database) -> list[dict[str, Any]]:
    server: SpeakingServer = SpeakingServer(slug)
    _SERVICES[slug](database).add_to(server)
    return [
        {"name": f"{slug}__{each.name}", "description": each.description, "input_schema": each.input_schema}
        for each in asyncio.run(server.list_tools())
    ]
