"""Turns what the SDK raised and what happened on the wire into one named error."""

import re

import anyio
import httpx2
from mcp import MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REQUEST_TIMEOUT,
    UNSUPPORTED_PROTOCOL_VERSION,
)
from mcp_types.version import KNOWN_PROTOCOL_VERSIONS
from pydantic import ValidationError

from connectors.mcp.errors import (
    AccessRefused,
    AddressRedirected,
    AddressRefused,
    AuthorizationRequired,
    ConnectionLost,
    InsufficientScope,
    McpFailed,
    NotAnMcpServer,
    ProtocolBroken,
    RateLimited,
    RequestRefused,
    ServerFailed,
    ServerUnreachable,
    StaleConnection,
    ToolTimedOut,
    UnknownVersion,
)
from connectors.mcp.exchange import EVENT_STREAM, Exchange
from connectors.network import AnswerRefused, EgressRefused
from connectors.network.limits import reason_in, too_large
from connectors.oauth.scopes import challenge_parameters

# What the SDK raises out of a request.
SDK_ERRORS = (MCPError, RuntimeError, ValidationError, anyio.ClosedResourceError, anyio.BrokenResourceError)
_NOT_STARTED = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
# Statuses with which servers of either era reject a request of the other one, or of a session they forgot.
_STALE_STATUSES = frozenset({400, 404, 405, 406, 410})
_STALE_CODES = frozenset({-32600, -32000, -32001})
# With these a request that names a session is answered by servers that do not know it (404: the specification).
_FORGOTTEN_STATUSES = frozenset({404, 410, 422})
# With these a gateway gives up while the server may still be at work.
_MAY_GO_ON = frozenset({408, 424, 499})
# Words about the request itself, so the server knows the session.
_READ_CODES = frozenset({METHOD_NOT_FOUND, INVALID_PARAMS})
_SESSION_NOT_FOUND = -32001
_TIMED_OUT_WORDS = "Request '"
_STALE_WORDS = re.compile(r"\bsession\b|protocol version|not initialized", re.IGNORECASE)
# How servers say in JSON-RPC that they do not know a session. Only the whole message counts: a longer one ("Session
# expired while saving: 3 of 5 rows were written") is the call's outcome, and the call is not sent again.
_FORGOTTEN_WORDS = re.compile(
    r"""(?:\w[\w ]{0,19}:\s*)*(?:the\s|this\s|your\s|mcp[\s-]|http\s|transport\s)*
    (?:session(?:[\s-]?id)?(?:\sheader)?(?:\swith\sid)?(?:\s['"]?[\w-]{6,64}['"]?)?(?:\s(?:is|was|has|does|could|been|be))*
       (?:\sno\slonger|\snot|\sdoesn't)?(?:\sbe)?\s
       (?:found|unknown|known|invalid|valid|expired|terminated|missing|required|exists?|recogni[sz]ed|initiali[sz]ed|active
         |timed\sout)
       (?:\sor\s(?:has\s|is\s)?(?:not\sfound|expired|invalid|unknown|terminated))?
      |(?:no|unknown|invalid|missing|expired)(?:\sor\s(?:unknown|invalid|missing|expired))?
       (?:\s(?:valid|active|such|mcp))*[\s-]session(?:[\s-]?id)?
       (?:\s(?:header|provided|found|given|with\sthat\sid|for\sthis\sid))*
      |no\stransport\sfound\sfor\ssession(?:[\s-]?id)?(?:\s[\w-]{6,64})?
      |(?:(?:server|client)\s)?not\sinitiali[sz]ed
      |(?:unsupported|invalid|unknown|missing|incompatible|wrong|bad|no)\s(?:mcp[\s-])?protocol[\s-]version\b.*
      |protocol[\s-]version\b.{0,80}?\b(?:mismatch|not\ssupported|unsupported|unknown|required|missing|invalid)\b.*)
    (?:\W+[\w-]{6,64})?\s*[.!]?
    # And what to do about it, in no words that could tell of anything else.
    (?:[\s,;.'-]*\b(?:please|re-?initiali[sz]e|initiali[sz](?:e|ing|ation)|re-?connect(?:ing)?|connect|re-?start|start|create
       |open|obtain|an?|new|mcp|the|your|session|connection|client|server|and|then|first|by|with|try|again|re-?try|send
       |sending|request|id|to|continue)\b)*[.!]?""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_FORGOTTEN = 300
# In the SDK's words for an event over its limit.
_TOO_LARGE = "byte limit"
_ANSWERS = ("application/json", EVENT_STREAM)


# Messages of errors that the SDK makes itself; all others are the server's answer.
_SDK_WORDS = (
    "Connection closed",
    "Failed to parse",
    "Not Found",
    "Redirect to",
    _TIMED_OUT_WORDS,
    "SSE stream",
    "Server returned an error response",
    "Session terminated",
    "Unexpected content type",
    "server answered a request with 202",
)


def first_leaf(error: BaseException) -> BaseException:
    """The first real error inside nested exception groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def connect_fault(error: Exception, exchange: Exchange) -> McpFailed:
    """Why no client could be opened. No tool can have run."""
    if exchange.refused_with is not None:
        return AuthorizationRequired(exchange.refused_with, 401)
    known = _network_fault(exchange, of_a_call=False) or _status_fault(exchange, of_a_call=False)
    if known:
        return known
    if isinstance(error, MCPError) and _is_timeout(error):
        return ServerUnreachable("The server did not answer in time.")
    if exchange.offered_versions and not set(exchange.offered_versions) & set(KNOWN_PROTOCOL_VERSIONS):
        return UnknownVersion(exchange.offered_versions)
    return NotAnMcpServer("The address answers, but not as an MCP server. Check the address.")


def is_servers_own(error: MCPError, exchange: Exchange) -> bool:
    """Whether this is an error that the server answered to our question, so that the call has a known end."""
    status = exchange.status or 0
    if (
        exchange.failure
        or exchange.redirect
        or status in (0, 401, 403, 429)
        or status >= 500
        or _is_stale(error, exchange)
    ):
        return False
    return error.code != UNSUPPORTED_PROTOCOL_VERSION and not error.message.startswith(_SDK_WORDS)


def is_unread(error: Exception, exchange: Exchange) -> bool:
    """Whether the SDK found no answer in what came; `result_in` may find one."""
    if not isinstance(error, MCPError):
        return isinstance(error, ValidationError | RuntimeError)
    if error.code == CONNECTION_CLOSED:
        return exchange.content_type == EVENT_STREAM
    if error.code == 0:
        # Not an error: some servers send code 0 with every result.
        return True
    return error.code == PARSE_ERROR and error.message.startswith("Failed to parse")


def call_fault(error: Exception, exchange: Exchange) -> McpFailed:
    """Why a request on an open client has no usable answer."""
    known = _network_fault(exchange, of_a_call=True) or _status_fault(exchange, of_a_call=True)
    if known:
        return known
    if isinstance(error, MCPError):
        if error.code == UNSUPPORTED_PROTOCOL_VERSION or _is_stale(error, exchange):
            return StaleConnection("The server has changed. Try again.")
        if _is_timeout(error):
            return ToolTimedOut("The tool did not finish in time.", may_have_run=exchange.sent)
        if _TOO_LARGE in error.message:
            return ProtocolBroken(str(too_large()), may_have_run=True)
        if error.code == CONNECTION_CLOSED and exchange.content_type in _ANSWERS:
            return ConnectionLost("The connection broke before the result was there.", may_have_run=True)
    if exchange.is_refusal and exchange.status not in _MAY_GO_ON:
        return RequestRefused(exchange.status or 0, reason_in(exchange.refusal, exchange.content_type))
    if exchange.status is None:
        return ConnectionLost("The connection to the server was closed.", may_have_run=exchange.sent)
    # Includes errors of pydantic and the SDK about a result: the tool has run, its result is unusable.
    return ProtocolBroken("The server's answer cannot be understood.", may_have_run=exchange.sent)


def wire_fault(exchange: Exchange) -> McpFailed:
    """How a call of a built-in server ended by what happened at its service; only what was sent may have happened."""
    known = _network_fault(exchange, of_a_call=True) or _status_fault(exchange, of_a_call=True)
    fault = known or ProtocolBroken("The service's answer cannot be understood.", may_have_run=True)
    fault.may_have_run = fault.may_have_run and exchange.sent
    return fault


def _network_fault(exchange: Exchange, *, of_a_call: bool) -> McpFailed | None:
    failure = exchange.failure
    if exchange.redirect:
        return AddressRedirected(exchange.redirect, may_have_run=of_a_call and exchange.sent)
    if failure is None:
        return None
    may_have_run = of_a_call and exchange.sent
    if isinstance(failure, EgressRefused):
        return AddressRefused(failure.person_message)
    if isinstance(failure, AnswerRefused):
        return ProtocolBroken(failure.person_message, may_have_run=may_have_run)
    if isinstance(failure, _NOT_STARTED) or not of_a_call:
        return ServerUnreachable("The server cannot be reached, or did not answer in time.")
    if isinstance(failure, httpx2.TimeoutException):
        return ToolTimedOut("The tool did not finish in time.", may_have_run=may_have_run)
    return ConnectionLost("The connection broke before the result was there.", may_have_run=may_have_run)


def _status_fault(exchange: Exchange, *, of_a_call: bool) -> McpFailed | None:
    status, challenges = exchange.status or 0, exchange.challenges
    parameters = challenge_parameters(challenges)
    if status == 401:
        return AuthorizationRequired(challenges, status)
    if status == 403 and (parameters.get("error") == "insufficient_scope" or (of_a_call and "scope" in parameters)):
        return InsufficientScope(parameters.get("scope"), challenges)
    if status == 403 and challenges and not of_a_call:
        return AuthorizationRequired(challenges, status)
    if status == 403:
        return AccessRefused(challenges, reason_in(exchange.refusal, exchange.content_type))
    if status == 429:
        return RateLimited(exchange.retry_after_seconds)
    if status >= 500:
        return ServerFailed(status, may_have_run=of_a_call, retry_after_seconds=exchange.retry_after_seconds)
    return None


def _is_timeout(error: MCPError) -> bool:
    """Whether the SDK gave up waiting. TypeScript servers use the same code for a session that they do not know."""
    return error.code == REQUEST_TIMEOUT and error.message.startswith(_TIMED_OUT_WORDS)


def _is_stale(error: MCPError, exchange: Exchange) -> bool:
    """Whether the server turned the call away because it no longer knows us.

    Only unmistakable cases: a tool that ran and then failed may also answer 400, and must not run again.
    """
    if exchange.in_session and _is_forgotten(error, exchange):
        return True
    if exchange.status not in _STALE_STATUSES:
        return False
    if exchange.status in (405, 406) or (exchange.content_type != "application/json" and not _is_reasoned(exchange)):
        return True
    if error.message.startswith(_SDK_WORDS):
        return exchange.status in (404, 410) or _STALE_WORDS.search(_refusal(exchange)) is not None
    return error.code in _STALE_CODES and _says_forgotten(error)


def _is_forgotten(error: MCPError, exchange: Exchange) -> bool:
    """Whether the server does not know the session that the request named, so that nothing ran.

    It answers in plain text or HTML, or with such an error in JSON-RPC. Any other JSON-RPC error is the call's outcome.
    """
    if _is_timeout(error):
        return False
    if exchange.status == 410:
        return error.code not in _READ_CODES
    if exchange.status in _FORGOTTEN_STATUSES:
        return error.message.startswith(_SDK_WORDS) or error.code == _SESSION_NOT_FOUND or _says_forgotten(error)
    if exchange.status == 200:
        return error.code == _SESSION_NOT_FOUND and _says_forgotten(error)
    if exchange.status != 400 or error.code not in _STALE_CODES:
        return False
    return _says_forgotten(error) or (
        error.message.startswith(_SDK_WORDS) and _STALE_WORDS.search(_refusal(exchange)) is not None
    )


def _is_reasoned(exchange: Exchange) -> bool:
    """Whether a 400 gives a reason in plain words that has nothing to do with sessions."""
    said = reason_in(exchange.refusal, exchange.content_type) if exchange.status == 400 else ""
    return bool(said) and said.lower() != "bad request" and _STALE_WORDS.search(said) is None


def _says_forgotten(error: MCPError) -> bool:
    said = error.message.strip()
    # A longer message says more than that, so it does not match.
    return len(said) <= _LONGEST_FORGOTTEN and _FORGOTTEN_WORDS.fullmatch(said) is not None


def _refusal(exchange: Exchange) -> str:
    """The server's own words in a refusal that the SDK did not read: no JSON-RPC, or without an id."""
    return exchange.refusal.decode("utf-8", "replace")
