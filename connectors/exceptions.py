"""What can go wrong with somebody else's server, in the product's words."""

from connectors.mcp import McpFailed
from connectors.network import AnswerRefused, EgressRefused
from connectors.oauth import OAuthFailed
from organizations.exceptions import DomainError

# All that the wire raises; each carries a stable code and words that are safe to show.
OutsideFailed = (McpFailed, OAuthFailed, EgressRefused, AnswerRefused)


class ServiceTrouble(DomainError):
    """The service behind a connector did not do what it must for this request (502)."""

    status = 502

    @classmethod
    def of(cls, error: McpFailed | OAuthFailed | EgressRefused | AnswerRefused) -> "ServiceTrouble":
        """The same trouble for a person, with the wire's code."""
        return cls(error.code, error.person_message)
