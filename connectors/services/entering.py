"""An owner enters a custom connector's client id, and says which sign-in server it is for."""

from connectors.models import Connector
from connectors.network import EgressRefused, check_url
from connectors.outside import egress_policy
from organizations.exceptions import Invalid, Refused
from organizations.sealing import seal


def enter_client(connector: Connector, *, client_id: str | None, secret: str | None, issuer: str | None) -> list[str]:
    """Put what is given into the row, unsaved; the names of the fields that changed.

    A client id belongs to one server, and a secret to its client id: with another id the old secret goes, and where
    it may be used is open again, as with an empty issuer; the id that is there already changes nothing. Raises
    Refused for a listing, whose client id is the operator's, and Invalid.
    """
    if client_id is None and secret is None and issuer is None:
        return []
    if not connector.is_custom:
        raise Refused("operator_required", f"The operator enters the client id of {connector.name}.")
    changed = set()
    if client_id is not None and client_id != connector.oauth_client_id:
        secret = "" if secret is None else secret
        connector.oauth_client_id = client_id
        changed |= {"oauth_client_id", *_open_again(connector)}
    if secret is not None:
        seal(connector, "oauth_client_secret", secret)
        changed.add("oauth_client_secret")
    if issuer is not None:
        changed |= {*_open_again(connector)}
        connector.oauth_issuer = _checked(issuer) if issuer else ""
    return sorted(changed)


def allow_undeclared_pkce(connector: Connector, wanted: bool | None) -> list[str]:
    """Decide whether to sign in where PKCE is not announced, unsaved; the names of the fields that changed.

    Raises Refused for a listing, where the operator decides.
    """
    if wanted is None:
        return []
    if not connector.is_custom:
        raise Refused("operator_required", f"The operator decides how one signs in at {connector.name}.")
    if wanted == connector.pkce_undeclared:
        return []
    connector.pkce_undeclared = wanted
    return ["pkce_undeclared"]


def _open_again(connector: Connector) -> tuple[str, str]:
    connector.oauth_issuer = connector.oauth_token_origin = ""
    return "oauth_issuer", "oauth_token_origin"


def _checked(issuer: str) -> str:
    try:
        check_url(egress_policy(), issuer)
    except EgressRefused as refused:
        raise Invalid("oauth_issuer", refused.person_message, refused.code) from refused
    return issuer
