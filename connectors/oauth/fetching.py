"""Requests to authorization servers: network failures and status codes become OAuthFailed."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import anyio
import httpx2

from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, GuardedClient, check_url
from connectors.oauth.errors import AnswerUnusable, AuthorizationServerUnavailable, EndpointRefused
from organizations.retry_after import later, seconds_asked

MAX_HOPS = 3
# Whoever waits, waits for one answer: a server that sends on slowly is not followed.
_FOLLOWING_SECONDS = 3.0
_NOT_THERE = "The service's sign-in address cannot be used. "
_NOT_READ = "The service's sign-in gave no usable answer. "


async def send(client: GuardedClient, method: str, url: str, **content: Any) -> httpx2.Response:
    """One request, read to its end; sent on within its own origin where the server asks for that.

    Raises EndpointRefused, AuthorizationServerUnavailable, AnswerUnusable.
    """
    check_endpoint(client.policy, url)
    try:
        began = anyio.current_time()
        response = await client.request(method, url, **content)
        for _ in range(MAX_HOPS):
            if response.next_request is None or not _may_follow(response, response.next_request):
                break
            if anyio.current_time() - began > _FOLLOWING_SECONDS:
                break
            response = await client.send(response.next_request)
        return response
    except EgressRefused as refused:
        raise EndpointRefused(_NOT_THERE + refused.person_message) from None
    except AnswerRefused as refused:
        raise AnswerUnusable(_NOT_READ + refused.person_message) from None
    except httpx2.TimeoutException:
        raise AuthorizationServerUnavailable(f"{_host(url)} did not answer in time. Try again.") from None
    except httpx2.TransportError:
        raise AuthorizationServerUnavailable(f"{_host(url)} cannot be reached. Try again later.") from None


def _may_follow(response: httpx2.Response, onwards: httpx2.Request) -> bool:
    """A form goes on as it is, and nothing goes elsewhere: it may hold a code, a secret or a token (RFC 9700, 4.12)."""
    here, there = response.request.url, onwards.url
    same_place = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    return same_place and not there.userinfo and onwards.method == response.request.method


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
