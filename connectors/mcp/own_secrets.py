"""What identifies a member at a server, kept out of what the server says: some repeat it in an error, or in a result.

credentials-C4: no prompt, no tool result and no answer holds it.
"""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlsplit

from connectors.mcp.cleaning import canonical_json
from connectors.mcp.records import Credential, ServerAddress
from connectors.mcp.results import ToolOutcome

HIDDEN = "[hidden]"
# What is shorter stands in any text.
_SHORTEST = 8
# Other parts of an address's query, such as a project's name, are what a tool's result is about.
_KEYS = re.compile(r"key|token|secret|pass|auth|sig|code", re.IGNORECASE)


class OwnSecrets:
    """Of one open client: its header's value, and the keys in its address."""

    def __init__(self, server: ServerAddress, credential: Credential | None) -> None:
        value = credential.value.rpartition(" ")[2] if credential else ""
        keys = [key for name, key in parse_qsl(urlsplit(server.url).query) if _KEYS.search(name)]
        forms = {form for key in (value, *keys) for form in (key, quote(key, safe=""))}
        self._hidden = sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text without them."""
        for secret in self._hidden:
            text = text.replace(secret, HIDDEN)
        return text

    def hide_in(self, outcome: ToolOutcome) -> ToolOutcome:
        """The same of a whole outcome, wherever in it they stand."""
        if not self._hidden:
            return outcome
        said = kept = canonical_json([outcome.blocks, outcome.structured])
        for secret in self._hidden:
            kept = kept.replace(json.dumps(secret)[1:-1], HIDDEN)
        if kept == said:
            return outcome
        blocks, structured = json.loads(kept)
        return replace(outcome, blocks=tuple(blocks), structured=structured)
