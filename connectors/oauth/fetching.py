"""Requests to authorization servers: network failures and status codes become OAuthFailed."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import httpx2

from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, GuardedClient, check_url
from connectors.oauth.errors import AnswerUnusable, AuthorizationServerUnavailable, EndpointRefused
from organizations.retry_after import later, seconds_asked

_NOT_THERE = "The service's sign-in address cannot be used. "
_NOT_READ = "The service's sign-in gave no usable answer. "


async def send(client: GuardedClient, method: str, url: str, **content: Any) -> httpx2.Response:
    """One request, read to its end.

    Raises EndpointRefused, AuthorizationServerUnavailable, AnswerUnusable.
    """
    check_endpoint(client.policy, url)
    try:
        return await client.request(method, url, **content)
    except EgressRefused as refused:
        raise EndpointRefused(_NOT_THERE + refused.person_message) from None
    except AnswerRefused as refused:
        raise AnswerUnusable(_NOT_READ + refused.person_message) from None
    except httpx2.TimeoutException:
        raise AuthorizationServerUnavailable(f"{_host(url)} did not answer in time. Try again.") from None
    except httpx2.TransportError:
        raise AuthorizationServerUnavailable(f"{_host(url)} cannot be reached. Try again later.") from None


def check_endpoint(policy: EgressPolicy, url: str) -> None:
    """Raise EndpointRefused unless the address is public https or one of the operator's own pairs."""
    try:
        check_url(policy, url)
    except EgressRefused as refused:
        raise EndpointRefused(_NOT_THERE + refused.person_message) from None


def is_unavailable(status: int) -> bool:
    """Statuses that say nothing about the question, only that now is a bad time."""
    return status == 429 or status >= 500


def unavailable(response: httpx2.Response) -> AuthorizationServerUnavailable:
    """The error for such an answer."""
    wait = retry_after(response.headers)
    return AuthorizationServerUnavailable(
        f"{response.request.url.host} is not available now ({response.status_code}). Try again {later(wait)}.",
        retry_after_seconds=wait,
    )


def retry_after(headers: Mapping[str, str]) -> int | None:
    """Retry-After in whole seconds, at most a day; None where the service does not say."""
    seconds = seconds_asked(headers.get("retry-after"))
    return None if seconds is None else ceil(seconds)


def json_object(response: httpx2.Response) -> dict[str, Any]:
    """The body as a JSON object; empty when it is anything else."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _host(url: str) -> str:
    return httpx2.URL(url).host
