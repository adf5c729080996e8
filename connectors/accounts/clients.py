"""An entered client id, and its secret, is for one sign-in server: the one where it is first used.

Bound before anything is sent there. Another server is refused until an owner (of a custom connector) or the
operator (of a listing) says so; the secret opens for no other server's endpoints, also when tokens are renewed
or revoked years later.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from connectors.models import Connector, ListingIssuer, OAuthClient
from connectors.oauth import AuthorizationServer, IssuerChanged, RegisteredClient
from connectors.outbound import ServiceTrouble
from organizations.sealing import SecretUnreadable, open_secret


class ClientElsewhere(SecretUnreadable):
    """The entered client id is for another sign-in server than the one that this registration names."""


@dataclass(frozen=True, slots=True)
class BoundTo:
    """The sign-in server, and the one other origin where it takes a secret."""

    issuer: str
    token_origin: str


def bound_to(connector: Connector) -> BoundTo | None:
    """Where the connector's entered client id may be used; None before its first use."""
    if connector.listing:
        row = ListingIssuer.objects.filter(listing=connector.listing).first()
        return BoundTo(row.issuer, row.token_origin) if row else None
    if not connector.oauth_issuer:
        return None
    return BoundTo(connector.oauth_issuer, connector.oauth_token_origin)


def bind(connector: Connector, client: RegisteredClient) -> bool:
    """Bind at first use, True when this call did; of several at once one wins, the others raise IssuerChanged."""
    issuer, token_origin = client.issuer or "", client.token_origin or ""
    if connector.listing:
        values = {"issuer": issuer, "token_origin": token_origin}
        is_new = ListingIssuer.objects.get_or_create(listing=connector.listing, defaults=values)[1]
    else:
        is_new = connector.bind_issuer(issuer, token_origin)
    bound = bound_to(connector)
    if bound is None or bound.issuer != issuer:
        raise IssuerChanged(bound.issuer if bound else "", issuer)
    if bound.token_origin != token_origin:
        raise IssuerChanged(bound.token_origin, token_origin)
    return is_new


def is_entered(connector: Connector, client: RegisteredClient) -> bool:
    """Whether this client id is still the entered one."""
    return client.client_id == (connector.listing or connector).oauth_client_id


def entered_client(connector: Connector, row: OAuthClient) -> RegisteredClient:
    """The registration with the entered secret. Raises ClientElsewhere, SecretUnreadable."""
    known, bound = RegisteredClient.from_json(row.details), bound_to(connector)
    if bound is None or bound.issuer != row.issuer or not is_entered(connector, known):
        raise ClientElsewhere("the client id that was entered is for another sign-in server")
    secret = open_secret(connector.listing or connector, "oauth_client_secret") or None
    # The present binding counts, not the one at registration.
    return replace(known, client_secret=secret, issuer=bound.issuer, token_origin=bound.token_origin)


def insist_on_secret(connector: Connector, client: RegisteredClient, server: AuthorizationServer) -> None:
    """Checked before the person is sent there: otherwise the server would refuse at the end of the sign-in.

    Raises ServiceTrouble where the server says that it gives tokens to nobody without a secret (RFC 8414, 2).
    """
    announced = server.token_auth_methods
    if client.client_secret is None and announced and "none" not in announced:
        who = "An operator" if connector.listing else "An owner"
        raise ServiceTrouble(
            "client_secret_missing",
            f"{who} has to set this up: {connector.name} takes its client id only with a client secret.",
        )


def words_of_change(connector: Connector, error: IssuerChanged) -> str:
    """The message for the person: both servers by name, and who may decide."""
    who = "The operator" if connector.listing else "An owner"
    return (
        f"{connector.name} now signs people in at {_host(error.found)}, but its client id was entered for "
        f"{_host(error.bound)}. Nothing was sent there. {who} has to confirm the new sign-in server first."
    )


def _host(address: str) -> str:
    return urlsplit(address).netloc or address
