"""Fetching the documents that describe a resource and its authorization server."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

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

from connectors.network import GuardedClient
from connectors.oauth.errors import IssuerMismatch, MetadataUnavailable
from connectors.oauth.fetching import is_unavailable, json_object, send

Metadata = TypeVar("Metadata", bound=BaseModel)


class ServerMetadata(OAuthMetadata):
    """RFC 8414 and OpenID's userinfo, of any type: a nicety that is wrong must not spoil the document."""

    userinfo_endpoint: Any = None


async def protected_resource_metadata(
    client: GuardedClient, server_url: str, named: str | None
) -> ProtectedResourceMetadata | None:
    """RFC 9728: what the server says about itself; None when it says nothing. Raises MetadataUnavailable."""
    urls = build_protected_resource_metadata_discovery_urls(named, server_url)
    metadata, failed = await _first(client, urls, ProtectedResourceMetadata, stop_at_failure=False)
    if metadata is None and failed:
        # A server error says nothing about whether metadata exists, so it must not lead down the legacy path.
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
    """The document without what is optional and odd; None for a page, which sites answer with 200 to every path."""
    # Some write "" or null where they have nothing: that is the same as leaving it out.
    given = {name: value for name, value in json_object(response).items() if value not in ("", None)}
    document = given | {name: _listed(given[name]) for name in given.keys() & _lists(model)}
    # First without what is odd in lists, then without the lists that this leaves empty.
    for _ in range(3):
        try:
            return model.model_validate(document)
        except ValidationError as error:
            document = _without_odd(document, error)
    return None


def _without_odd(document: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """The fields, and the parts of lists, that nothing was said against: one odd thing must not spoil the others."""
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
    """Names in one text, or among what is none, are names all the same."""
    if isinstance(value, str):
        return value.replace(",", " ").split()
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else value


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parsed = httpx2.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
