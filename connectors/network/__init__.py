"""The egress guard: every request to an address that a person or a remote server named goes through here."""

from connectors.network.addresses import is_public
from connectors.network.client import GuardedClient, guarded_client
from connectors.network.errors import AnswerRefused, EgressRefused
from connectors.network.policy import EgressPolicy
from connectors.network.urls import check_url, host_of

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
