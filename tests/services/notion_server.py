"""Notion's official MCP server (npm), sending to Prism on Notion's own description.

    def test_x(notion_server: NotionServer, settings):
        settings.EGRESS_ALLOW = [notion_server.host]
        headers = notion_server.headers("mia")   # the gate's bearer, and the token that a member would enter

No OAuth: the gate's bearer is the operator's, the header Notion-Token says whose integration it is. A wrong bearer is
answered with 403, no bearer and a token that does not look like Notion's (ntn_…, secret_…) with 401. Its comments go
without a version (findings/notion_comment_version.sh), texts that are JSON as objects (findings/notion_json_text.sh).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.node import installed, started_on_loopback
from tests.services.prism import Prism
from tests.services.remotes import REMOTES

GATE = "the-gate-of-acme"
TOKENS = {person: f"ntn_{person * 13}" for person in ("mia", "ada")}
START_SECONDS = 40


@dataclass(frozen=True)
class NotionServer:
    """The MCP endpoint, and the peer behind it with what was sent there."""

    url: str
    prism: Prism

    @property
    def host(self) -> str:
        """For `settings.EGRESS_ALLOW`."""
        return urlsplit(self.url).netloc

    def headers(self, person: str) -> dict[str, str]:
        """What this person's connection has to send."""
        return {"Authorization": f"Bearer {GATE}", "Notion-Token": TOKENS[person]}


@contextmanager
def notion_mcp_server(folder: Path, prism: Prism) -> Iterator[NotionServer]:
    """Run it on Prism until the block ends. Raises PeerMissing."""
    with notion_server_on(folder, prism.origin) as url:
        yield NotionServer(url, prism)


@contextmanager
def notion_server_on(folder: Path, api: str) -> Iterator[str]:
    """Run it on Notion's API at this origin; the address of its MCP endpoint. Raises PeerMissing."""
    script = installed() / "node_modules" / "@notionhq" / "notion-mcp-server" / "bin" / "cli.mjs"
    options = ["--transport", "http", "--auth-token", GATE, "--enable-token-passthrough"]
    log = folder / "notion.log"
    with started_on_loopback(script, *options, log=log, seconds=START_SECONDS, BASE_URL=api) as port:
        url = f"http://127.0.0.1:{port}/mcp"
        REMOTES[url] = "notion"
        yield url
