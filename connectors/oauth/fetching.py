"""Requests to authorization servers: network failures and status codes become OAuthFailed."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any, TypeVar, get_args, get_origin

import anyio
import httpx2
from mcp.client.auth.utils import (
    build_oauth_authorization_server_metadata_discovery_urls,
    build_protected_resource_metadata_discovery_urls,
    issuers_match,
)
from mcp.shared.auth import OAuthMetadata, ProtectedResourceMetadata
from mcp.shared.inbound import MCP_PROTOCOL_VERSION_HEADER
from mcp_types import LATEST_PROTOCOL_VERSION
from pydantic import BaseModel, ValidationError

from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, GuardedClient, check_url
from connectors.oauth.errors import (
    AnswerUnusable,
    AuthorizationServerUnavailable,
    EndpointRefused,
    IssuerMismatch,
    MetadataUnavailable,
)
from organizations.retry_after import later, seconds_asked

MAX_HOPS = 3
# All redirects together must fit into the deadline of one request.
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
    """Only within the origin and with the same method: a form may hold a code, a secret or a token (RFC 9700, 4.12)."""
    here, there = response.request.url, onwards.url
    same_origin = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port)
    return same_origin and not there.userinfo and onwards.method == response.request.method


def check_endpoint(policy: EgressPolicy, url: str) -> None:
    """Raise EndpointRefused unless the address is public https or one of the operator's own pairs."""
    try:
        check_url(policy, url)
    except EgressRefused as refused:
        raise EndpointRefused(_NOT_THERE + refused.person_message) from None


def is_unavailable(status: int) -> bool:
    """Whether the status only says that the server cannot answer now."""
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


# Fetching the documents that describe a resource and its authorization server.

Metadata = TypeVar("Metadata", bound=BaseModel)


class ServerMetadata(OAuthMetadata):
    """RFC 8414 with OpenID's userinfo endpoint, of any type: an invalid one must not fail the whole document."""

    userinfo_endpoint: Any = None


async def protected_resource_metadata(
    client: GuardedClient, server_url: str, named: str | None
) -> ProtectedResourceMetadata | None:
    """RFC 9728: what the server says about itself; None when it says nothing. Raises MetadataUnavailable."""
    urls = build_protected_resource_metadata_discovery_urls(named, server_url)
    metadata, failed = await _first(client, urls, ProtectedResourceMetadata, stop_at_failure=False)
    if metadata is None and failed:
        # A server error does not mean that there is no metadata, so it must not lead to the legacy endpoints.
        raise MetadataUnavailable("The service's sign-in description is not available now. Try again later.")
    return metadata


async def server_metadata(client: GuardedClient, issuer: str | None, server_url: str) -> ServerMetadata | None:
    """RFC 8414 or OpenID; without an issuer, at the server's own origin.

    Raises MetadataUnavailable, IssuerMismatch.
    """
    urls = build_oauth_authorization_server_metadata_discovery_urls(issuer, server_url)
    metadata, failed = await _first(client, urls, ServerMetadata, stop_at_failure=True)
    if failed:
        raise MetadataUnavailable("The service's sign-in description is not available now. Try again later.")
    expected = issuer or origin_of(server_url)
    if metadata and not issuers_match(str(metadata.issuer), expected):
        raise IssuerMismatch("The service's sign-in description belongs to another server. Nothing was sent there.")
    return metadata


async def _first(
    client: GuardedClient, urls: Sequence[str], model: type[Metadata], *, stop_at_failure: bool
) -> tuple[Metadata | None, bool]:
    """The first document found, and whether a candidate failed instead of saying that it has none."""
    failed = False
    for url in urls:
        response = await send(client, "GET", url, headers={MCP_PROTOCOL_VERSION_HEADER: LATEST_PROTOCOL_VERSION})
        if is_unavailable(response.status_code):
            failed = True
            if stop_at_failure:
                break
        elif response.status_code == 200 and (found := _parsed(response, model)):
            return found, False
    return None, failed


def _parsed(response: httpx2.Response, model: type[Metadata]) -> Metadata | None:
    """The document without invalid optional fields; None for a page, which some sites serve with 200 at every path."""
    # Some write "" or null for a missing field.
    given = {name: value for name, value in json_object(response).items() if value not in ("", None)}
    document = given | {name: _listed(given[name]) for name in given.keys() & _lists(model)}
    # First without invalid list items, then without lists that this leaves empty.
    for _ in range(3):
        try:
            return model.model_validate(document)
        except ValidationError as error:
            document = _without_odd(document, error)
    return None


def _without_odd(document: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """The fields and list items without an error, so that one invalid part does not fail the others."""
    odd = {each["loc"][:2] for each in error.errors() if each["loc"]}
    whole = {name for name, *inside in odd if not (inside and isinstance(document.get(str(name)), list))}
    return {
        name: [one for at, one in enumerate(value) if (name, at) not in odd] if isinstance(value, list) else value
        for name, value in document.items()
        if name not in whole
    }


@cache
def _lists(model: type[BaseModel]) -> frozenset[str]:
    kinds = {name: (field.annotation, *get_args(field.annotation)) for name, field in model.model_fields.items()}
    return frozenset(name for name, either in kinds.items() if list in {get_origin(kind) for kind in either})


def _listed(value: Any) -> Any:
    """Names from one text, or from a list with other things in it."""
    if isinstance(value, str):
        return value.replace(",", " ").split()
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else value


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parsed = httpx2.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
