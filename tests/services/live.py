"""What only a live account can show: `make live` asks each service for whose token is in the environment.

    LIVE_LINEAR_TOKEN=… LIVE_SLACK_TOKEN=… make live

Reads only: the account, then every tool that reads and needs no argument, at the listing's own address. Nothing is
written, and of what comes back only sizes are printed.
"""

import asyncio
import os
import sys
from collections.abc import Iterator

from connectors.directory.loading import shipped_listings
from connectors.mcp import BuiltinClient, Credential, McpFailed, OfferedTool, ServerAddress, open_client
from connectors.models.addresses import filled_in, missing_values
from connectors.network import EgressPolicy

SECONDS = 60.0


def wanted() -> Iterator[tuple[str, str, Credential]]:
    """(service, address, credential) of each service with a token; LIVE_<SERVICE>_<FIELD> fills its address."""
    for entry in shipped_listings():
        name = entry.get("builtin", "")
        prefix = f"LIVE_{name.upper()}_"
        if not name or not (token := os.environ.get(f"{prefix}TOKEN")):
            continue
        values = {field["name"]: field.get("default", "") for field in entry.get("setup_fields", [])}
        values |= {
            field: os.environ[prefix + field.upper()] for field in values if prefix + field.upper() in os.environ
        }
        if missing := missing_values([entry["api_url"]], values):
            print(f"{name}: set {', '.join(prefix + field.upper() for field in missing)}")
            continue
        credential = Credential.bearer(token, os.environ.get(f"{prefix}SUBJECT"))
        yield name, filled_in(entry["api_url"], values), credential


async def asked(name: str, address: str, credential: Credential) -> bool:
    """Print a line for the account and for each tool; whether all of them answered."""
    print(f"{name} at {address}")
    try:
        async with open_client(
            ServerAddress(address, builtin=name), credential=credential, policy=EgressPolicy()
        ) as client:
            assert isinstance(client, BuiltinClient)
            print(f"  account: {'named' if await client.account() else 'not named'}")
            tools = [tool for tool in (await client.list_tools()).tools if _is_plain_read(tool)]
            return all([await _called(client, tool.name) for tool in tools])
    except McpFailed as failed:
        print(f"  {failed.code}: {failed.person_message}")
        return False


def _is_plain_read(tool: OfferedTool) -> bool:
    return bool(tool.annotations.get("read_only_hint")) and not tool.input_schema.get("required")


async def _called(client: BuiltinClient, tool: str) -> bool:
    try:
        outcome = await client.call_tool(tool, {}, deadline_seconds=SECONDS)
    except McpFailed as failed:
        print(f"  {tool}: {failed.code}: {failed.person_message}")
        return False
    print(f"  {tool}: {outcome.status}, {outcome.bytes} bytes")
    return outcome.status == "succeeded"


def main() -> None:
    """Exit code 1 where a service did not answer, 2 where there is no token at all."""
    found = list(wanted())
    if not found:
        print(__doc__)
        sys.exit(2)
    answered = [asyncio.run(asked(*each)) for each in found]
    sys.exit(0 if all(answered) else 1)
