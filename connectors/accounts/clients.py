"""An entered client id, and its secret, is for one sign-in server: the one where it is first used.

Bound before anything is sent there. Another server is refused until who entered it (an owner for the organization,
an operator for all) says so; the secret opens for no other server's endpoints, also when tokens are renewed or revoked
years later.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.utils import timezone

from connectors.models import Connector, Listing, ListingIssuer, OAuthClient
from connectors.network import EgressRefused, check_url
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    IssuerChanged,
    RegisteredClient,
    preregistered_client,
)
from connectors.outbound import ServiceTrouble, egress_policy
from connectors.policy.setup import takes_client
from organizations.refusals import Invalid
from organizations.sealing import SecretUnreadable, open_secret, seal


class ClientElsewhere(SecretUnreadable):
    """The entered client id is for another sign-in server than the one that this registration names."""


@dataclass(frozen=True, slots=True)
class BoundTo:
    """The sign-in server, and the one other origin where it takes a secret."""

    issuer: str
    token_origin: str


def bound_to(holder: Listing | Connector) -> BoundTo | None:
    """Where the client id that was entered there may be used; None before its first use."""
    if isinstance(holder, Listing):
        row = ListingIssuer.objects.filter(listing=holder).first()
        return BoundTo(row.issuer, row.token_origin) if row else None
    if not holder.oauth_issuer:
        return None
    return BoundTo(holder.oauth_issuer, holder.oauth_token_origin)


def bind(connector: Connector, client: RegisteredClient) -> bool:
    """Bind at first use, True when this call did; of several at once one wins, the others raise IssuerChanged."""
    issuer, token_origin = client.issuer or "", client.token_origin or ""
    holder = connector.client_holder
    if isinstance(holder, Listing):
        values = {"issuer": issuer, "token_origin": token_origin}
        is_new = ListingIssuer.objects.get_or_create(listing=holder, defaults=values)[1]
    else:
        is_new = holder.bind_issuer(issuer, token_origin)
    bound = bound_to(holder)
    if bound is None or bound.issuer != issuer:
        raise IssuerChanged(bound.issuer if bound else "", issuer)
    if bound.token_origin != token_origin:
        raise IssuerChanged(bound.token_origin, token_origin)
    return is_new


def is_entered(connector: Connector, client: RegisteredClient) -> bool:
    """Whether new sign-ins still use this client id."""
    return client.client_id == connector.client_holder.oauth_client_id


def typed_in(connector: Connector, identity: ClientIdentity) -> RegisteredClient | None:
    """The client id that an owner or an operator entered, if one is used there. Raises SecretUnreadable."""
    holder = connector.client_holder
    if not holder.oauth_client_id or not takes_client(connector):
        return None
    bound = bound_to(holder)
    return preregistered_client(
        holder.oauth_client_id,
        open_secret(holder, "oauth_client_secret") or None,
        identity.entered_redirect_uri,
        issuer=bound.issuer if bound else None,
        token_origin=bound.token_origin if bound else None,
    )


def entered_client(connector: Connector, row: OAuthClient) -> RegisteredClient:
    """The registration with the entered secret. Raises ClientElsewhere, SecretUnreadable.

    An account goes on with the client id that it signed in with, as long as somebody keeps that entered: also an
    operator's, after an owner entered one of their own.
    """
    known = RegisteredClient.from_json(row.details)
    holder = next((one for one in _holders(connector) if one.oauth_client_id == known.client_id), None)
    bound = bound_to(holder) if holder else None
    if holder is None or bound is None or bound.issuer != row.issuer:
        raise ClientElsewhere("the client id that was entered is for another sign-in server")
    secret = open_secret(holder, "oauth_client_secret") or None
    # The present binding counts, not the one at registration.
    return replace(known, client_secret=secret, issuer=bound.issuer, token_origin=bound.token_origin)


def _holders(connector: Connector) -> list[Listing | Connector]:
    return [connector, connector.listing] if connector.listing else [connector]


def insist_on_secret(connector: Connector, client: RegisteredClient, server: AuthorizationServer) -> None:
    """Checked before the person is sent there: otherwise the server would refuse at the end of the sign-in.

    Raises ServiceTrouble where the server says that it gives tokens to nobody without a secret (RFC 8414, 2).
    """
    announced = server.token_auth_methods
    if client.client_secret is None and announced and "none" not in announced:
        who = "An operator" if _is_operators(connector) else "An owner"
        raise ServiceTrouble(
            "client_secret_missing",
            f"{who} has to set this up: {connector.name} takes its client id only with a client secret.",
        )


def words_of_change(connector: Connector, error: IssuerChanged) -> str:
    """The message for the person: both servers by name, and who may decide."""
    who = "The operator" if _is_operators(connector) else "An owner"
    return (
        f"{connector.name} now signs people in at {_host(error.found)}, but its client id was entered for "
        f"{_host(error.bound)}. Nothing was sent there. {who} has to confirm the new sign-in server first."
    )


def _is_operators(connector: Connector) -> bool:
    return isinstance(connector.client_holder, Listing)


def _host(address: str) -> str:
    return urlsplit(address).netloc or address


# An owner enters a client id, and says which sign-in server it is for.


def enter_client(connector: Connector, *, client_id: str | None, secret: str | None, issuer: str | None) -> list[str]:
    """Put what is given into the row, unsaved; the names of the columns that changed.

    A client id belongs to one server, and a secret to its client id: with another id the old secret goes, and where
    it may be used is open again, as with an empty issuer; the id that is there already changes nothing. Raises Invalid.
    """
    changed = set()
    if client_id is not None and client_id != connector.oauth_client_id:
        secret = "" if secret is None else secret
        connector.oauth_client_id = client_id
        changed |= {"oauth_client_id", *_open_again(connector)}
    if secret is not None:
        seal(connector, "oauth_client_secret", secret)
        connector.oauth_secret_set_at = timezone.now() if secret else None
        changed |= {"oauth_client_secret", "oauth_secret_set_at"}
    if issuer is not None:
        changed |= {*_open_again(connector)}
        connector.oauth_issuer = _checked(issuer) if issuer else ""
    return sorted(changed)


def _open_again(connector: Connector) -> tuple[str, str]:
    connector.oauth_issuer = connector.oauth_token_origin = ""
    return "oauth_issuer", "oauth_token_origin"


def _checked(issuer: str) -> str:
    try:
        check_url(egress_policy(), issuer)
    except EgressRefused as refused:
        raise Invalid("oauth_issuer", refused.person_message, refused.code) from refused
    return issuer
