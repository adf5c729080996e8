"""What can go wrong with an MCP server: one exception each, with a message for the person."""

from collections.abc import Sequence

from organizations.retry_after import later, when
from organizations.text import clean_text


class McpFailed(Exception):
    """A server could not be reached or used.

    `may_have_run` is what the journal needs: True when a tool may have run and its result is unknown, so that
    a write is never silently repeated. `transient` means that another try may work.
    """

    code = "mcp_failed"
    transient = False

    def __init__(self, person_message: str, *, may_have_run: bool = False) -> None:
        super().__init__(person_message)
        self.person_message = person_message
        self.may_have_run = may_have_run


class AuthorizationRequired(McpFailed):
    """The server wants a sign-in, or no longer accepts this one. `challenges` go to oauth.discover."""

    code = "authorization_required"

    def __init__(self, challenges: tuple[str, ...], status: int) -> None:
        super().__init__("The service asks to sign in again.")
        self.challenges = challenges
        self.status = status


class InsufficientScope(McpFailed):
    """The sign-in does not allow this; `scope` is what the server asks for, if it says."""

    code = "insufficient_scope"

    def __init__(
        self,
        scope: str | None,
        challenges: tuple[str, ...],
        person_message: str = "The service wants more access for this than was granted.",
        missing: Sequence[str] = (),
    ) -> None:
        super().__init__(person_message)
        self.scope = scope
        self.challenges = challenges
        # Those that were not granted, where that is known.
        self.missing = tuple(missing)


class AccessRefused(McpFailed):
    """403 that names no missing scope: the account at the service may not do this, or an account is needed.

    `reason` is the server's own text in one line, cleaned; empty for a page, such as a firewall's.
    """

    code = "access_refused"

    def __init__(self, challenges: tuple[str, ...] = (), reason: str = "") -> None:
        super().__init__("The service does not allow this account to do that.")
        self.challenges = challenges
        self.reason = reason


class RateLimited(McpFailed):
    """Too many requests; `retry_after_seconds` is None when the server does not say."""

    code = "rate_limited"
    transient = True

    def __init__(self, retry_after_seconds: int | None) -> None:
        super().__init__(f"The service asks to slow down. Try again {later(retry_after_seconds)}.")
        self.retry_after_seconds = retry_after_seconds


class ServerUnreachable(McpFailed):
    """No connection, or nothing answered before a tool was called."""

    code = "server_unreachable"
    transient = True


class AddressRefused(McpFailed):
    """The egress guard does not go to this address."""

    code = "address_refused"


class NotAnMcpServer(McpFailed):
    """Something answered, but it does not speak MCP."""

    code = "not_an_mcp_server"


class AddressRedirected(McpFailed):
    """The address sends us on to another one, which we do not follow on our own."""

    code = "address_redirected"


class OlderTransport(NotAnMcpServer):
    """The address speaks HTTP+SSE, the transport of 2024-11-05."""

    code = "older_transport"

    def __init__(self) -> None:
        super().__init__(
            "This address speaks the older transport (HTTP+SSE), which Switchboard does not use. Ask the service for "
            "its Streamable HTTP address: often it is the same one with /mcp at the end."
        )


class UnknownVersion(NotAnMcpServer):
    """The server speaks MCP, but no revision that we know; `offered` are those that it named."""

    code = "unknown_protocol_version"

    def __init__(self, offered: Sequence[str]) -> None:
        named = ", ".join(clean_text(version, 40) for version in offered[:5])
        super().__init__(
            f"The server speaks MCP in version {named}, which Switchboard does not know. "
            "Ask the service for a server of another version, or the operators for a newer Switchboard."
        )


class RequestRefused(McpFailed):
    """The server answered 4xx, so it did nothing; `reason` is its own text in one line, cleaned, or empty."""

    code = "request_refused"

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"The service refused the request ({status}).")
        self.status = status
        self.reason = reason


class ServerFailed(McpFailed):
    """The server answered 5xx; `retry_after_seconds` is None when it does not say when to come back."""

    code = "server_failed"
    transient = True

    def __init__(self, status: int, *, may_have_run: bool, retry_after_seconds: int | None = None) -> None:
        # The message never says to try a write again: it may have happened.
        back = "" if retry_after_seconds is None else f" It expects to be back {when(retry_after_seconds)}."
        super().__init__(f"The service had an error of its own ({status}).{back}", may_have_run=may_have_run)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class ToolTimedOut(McpFailed):
    """No result before the deadline."""

    code = "tool_timed_out"
    transient = True


class ConnectionLost(McpFailed):
    """The connection broke before the result was complete."""

    code = "connection_lost"
    transient = True


class StaleConnection(ConnectionLost):
    """The server no longer accepts the stored negotiation or session, and nothing ran: open again without it."""

    code = "connection_stale"


class ProtocolBroken(McpFailed):
    """The server's answer cannot be used."""

    code = "protocol_broken"
