"""Servers that list their tools to anybody and want a sign-in for the first call (Google's)."""

import json

import httpx2

from connectors.mcp import Negotiated
from connectors.mcp.recording import MAX_HOPS, checked_redirect
from connectors.network import AnswerRefused, EgressRefused, GuardedClient
from connectors.oauth import asks_to_sign_in, describes_sign_in

PROBE_SECONDS = 10.0
# A call without a tool's name: a server that wants a sign-in refuses it first, and no server has anything to run.
_NAMELESS_CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {}}


async def late_challenge(client: GuardedClient, server_url: str, negotiated: Negotiated) -> tuple[str, ...] | None:
    """The WWW-Authenticate values with which an open server refuses a stranger's call; None: it does not.

    Asked only of a server that publishes a sign-in; many publish one and answer without it.
    """
    if not await describes_sign_in(client, server_url):
        return None
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": negotiated.protocol_version,
        "mcp-method": "tools/call",
    }
    try:
        answer = await client.post(server_url, content=json.dumps(_NAMELESS_CALL), headers=headers)
        for _ in range(MAX_HOPS):
            # As a client of this server follows: within its own origin only.
            if answer.next_request is None or not checked_redirect(answer.request, answer, None):
                break
            answer = await client.send(answer.next_request)
    except (httpx2.TransportError, EgressRefused, AnswerRefused):
        return None
    challenges = tuple(answer.headers.get_list("www-authenticate"))
    is_refused = answer.status_code == 401 or (answer.status_code == 403 and asks_to_sign_in(challenges))
    return challenges if is_refused else None
