"""The egress guard: every request to an address that a person or a remote server named goes through here."""

from connectors.network.addresses import is_public
from connectors.network.client import GuardedClient, guarded_client
from connectors.network.errors import AnswerRefused, EgressRefused
from connectors.network.policy import EgressPolicy
from connectors.network.urls import check_url

__all__ = [
    "AnswerRefused",
    "EgressPolicy",
    "EgressRefused",
    "GuardedClient",
    "check_url",
    "guarded_client",
    "is_public",
]
