"""Giving the SDK a stored tool definition, so that it neither lists before a call nor after it."""

import time
from collections.abc import Mapping
from typing import Any

import mcp_types
from mcp.client.caching import CacheEntry, CacheKey

from connectors.mcp.records import ToolSchemas

_FRESH_SECONDS = 60.0
# A listing with a next page only adds to what the session knows; a complete one would replace it.
_MORE_TO_COME = "stored"


class StoredDefinitions:
    """A response cache for the SDK that holds exactly the definition that was put in last."""

    def __init__(self) -> None:
        self._listing: mcp_types.ListToolsResult | None = None

    def put(self, name: str, schemas: ToolSchemas | None) -> None:
        """Offer this tool to the next read; without schemas a tool that takes and gives anything."""
        tool = mcp_types.Tool(
            name=name,
            input_schema=_plain(schemas.input_schema) if schemas else {"type": "object"},
            # What the tool announced of its results is compared by `announced`: here it would cost the result.
            output_schema=None,
        )
        self._listing = mcp_types.ListToolsResult(tools=[tool], next_cursor=_MORE_TO_COME)

    async def get(self, key: CacheKey) -> CacheEntry | None:
        """The SDK asks; other methods than tools/list are never served."""
        if key.method != "tools/list" or self._listing is None:
            return None
        return CacheEntry(value=self._listing, scope="private", expires_at=time.time() + _FRESH_SECONDS)

    async def set(self, key: CacheKey, entry: CacheEntry) -> None:
        """Nothing that the server says is kept here: the database is the store."""

    async def delete(self, key: CacheKey) -> None:
        """See `set`."""

    async def clear(self) -> None:
        """See `set`."""


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    return dict(schema)
