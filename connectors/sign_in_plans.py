"""From the rows to what a sign-in needs to know, and the address that the browser is sent to."""

from dataclasses import replace
from urllib.parse import urlencode

from connectors.exceptions import ServiceTrouble
from connectors.models import Connection, Connector, Registration
from connectors.outside import our_identity
from connectors.sign_in import SignInPlan
from connectors.sign_in_rows import doubted_clients, preregistered_for, stored_clients
from organizations.models import Membership
from organizations.sealing import SecretUnreadable


def plan_for(connector: Connector, member: Membership, account: Connection | None = None) -> SignInPlan:
    """How this member signs in there, anew where they have the account. Raises ServiceTrouble when something is not
    set up.
    """
    if connector.registration == Registration.HEADER:
        raise ServiceTrouble("sign_in_not_supported", "This service wants a key, which cannot be entered yet.")
    if not connector.url:
        raise ServiceTrouble("address_missing", "The operator has not entered this service's address yet.")
    identity = replace(our_identity(), connector=connector.callback_key)
    try:
        preregistered = preregistered_for(connector, identity)
    except SecretUnreadable as error:
        raise ServiceTrouble("secret_unreadable", "The client secret can't be read: it has to be set again.") from error
    return SignInPlan(
        server_url=connector.url,
        identity=identity,
        scopes=connector.listing.scopes if connector.listing else (),
        account_scopes=account.scopes_to_keep if account else (),
        preregistered=preregistered,
        stored=stored_clients(connector),
        never=connector.registration == Registration.NONE,
        late_challenges=connector.late_challenges,
        doubted=doubted_clients(connector, member.pk),
        pkce_undeclared=connector.may_leave_pkce_undeclared,
    )


def addressed(url: str, connector: Connector, member: Membership) -> str:
    """With the member's e-mail as a hint, where a reviewed service is to choose the account."""
    if connector.listing is None or connector.listing.verification != "verified":
        return url
    return f"{url}&{urlencode({'login_hint': member.user.email})}"
