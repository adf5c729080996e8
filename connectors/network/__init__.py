"""The egress guard: every request to an address that a person or a remote server named goes through here."""

from connectors.network.guard import AnswerRefused, EgressPolicy, EgressRefused, check_url, host_of, is_public
from connectors.network.transport import GuardedClient, guarded_client

__all__ = [
    "AnswerRefused",
    "EgressPolicy",
    "EgressRefused",
    "GuardedClient",
    "check_url",
    "guarded_client",
    "host_of",
    "is_public",
]
