"""Where the official descriptions of the services' APIs lie, for Prism."""

import json
from pathlib import Path
from typing import Any

from tests.services.declared import read_description
from tests.services.node import installed
from tests.services.shared import shared

# By description: the file, in ../shared or in a package of npm, and the path at the start of the service's addresses
# that the description leaves out.
DESCRIPTIONS = {
    "asana": ("shared:specs/asana.yaml", "/api/1.0"),
    "canva": ("shared:specs/canva.yml", "/rest"),
    "figma": ("shared:specs/figma-trim.yaml", ""),
    "figma_files": ("npm:@figma/rest-api-spec/openapi/openapi.yaml", ""),
    "graph": ("shared:specs/graph-trim.yaml", "/v1.0"),
    "notion": ("npm:@notionhq/notion-mcp-server/scripts/notion-openapi.json", ""),
}
# A file of Figma's is a tree of nodes that describe each other: Prism does not come up with them.
FILES = ("/v1/files/{file_key}", "/v1/files/{file_key}/nodes")


def description_of(name: str, folder: Path) -> Path:
    """The description as Prism gets it. Raises PeerMissing."""
    kind, _, path = DESCRIPTIONS[name][0].partition(":")
    found = shared(path) if kind == "shared" else installed() / "node_modules" / path
    if name != "figma_files":
        return found
    trimmed = folder / "figma-files.json"
    trimmed.write_text(json.dumps(_without_answers(read_description(found), FILES)))
    return trimmed


def _without_answers(document: dict[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    """These paths alone, with all that they say of requests, and of answers no more than their codes."""
    kept = {path: {"get": dict(document["paths"][path]["get"])} for path in paths}
    for item in kept.values():
        item["get"]["responses"] = {code: {"description": code} for code in item["get"]["responses"]}
    components = {"securitySchemes": document["components"]["securitySchemes"]}
    return {"openapi": document["openapi"], "info": document["info"], "paths": kept, "components": components}
