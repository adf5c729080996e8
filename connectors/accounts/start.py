"""The first request of connecting: find out how to sign in, and remember that it was started."""

import uuid
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlencode

from connectors.accounts.attempts import (
    PREREGISTERED,
    doubted_clients,
    preregistered_for,
    store_attempt,
    store_client,
    stored_clients,
)
from connectors.accounts.callback import PATH_CHARACTERS, mark_connected
from connectors.accounts.clients import bind, insist_on_secret, is_entered, words_of_change
from connectors.accounts.disconnect import clean_label
from connectors.accounts.keys import Keys, keys_for
from connectors.accounts.sign_in import KeyRefused, SignInPlan, begin
from connectors.models import Connection, ConnectionStatus, Connector, Consent, Registration
from connectors.oauth import (
    IssuerChanged,
    PendingAuthorization,
    PkceUndeclared,
    RegisteredClient,
    RegistrationRefused,
)
from connectors.outbound import OutsideFailed, ServiceTrouble, address_of, ask_outside, origin_of, our_identity
from connectors.policy.consent import consented, may_sign_in, needs_consent
from connectors.policy.rules import may_connect
from connectors.selectors import connections_of, connectors_visible_to, consent_of
from connectors.tools.sync import Offer
from organizations.audit import Actor, is_own_path, record
from organizations.models import Membership
from organizations.policy import may_keep_things
from organizations.refusals import Conflict, Invalid, Missing, insist
from organizations.sealing import SecretUnreadable
from organizations.tenancy import tenant

# What a sign-in needs to know, from the rows, and the address that the browser is sent to.


def plan_for(
    connector: Connector,
    member: Membership,
    account: Connection | None = None,
    headers: Keys | None = None,
    consent: Consent | None = None,
) -> SignInPlan:
    """How this member signs in there, anew where they have the account, with the keys in `headers`.

    With a consent, for no more than what it is for.

    Raises ServiceTrouble when something is not set up, and Invalid for keys that are missing or none.
    """
    if not connector.url:
        raise ServiceTrouble("address_missing", "The operator has not entered this service's address yet.")
    identity = replace(our_identity(), connector=connector.callback_key)
    try:
        preregistered = preregistered_for(connector, identity)
    except SecretUnreadable as error:
        raise ServiceTrouble("secret_unreadable", "The client secret can't be read: it has to be set again.") from error
    scopes, account_scopes = connector.scopes, account.scopes_to_keep if account else []
    if consent is not None:
        scopes, account_scopes = (consented(each, consent.categories) for each in (scopes, account_scopes))
    return SignInPlan(
        server=address_of(connector),
        identity=identity,
        known_sign_in=connector.known_sign_in,
        scopes=scopes,
        account_scopes=account_scopes,
        preregistered=preregistered,
        stored=stored_clients(connector),
        never=connector.registration == Registration.NONE,
        late_challenges=connector.late_challenges,
        doubted=doubted_clients(connector, member.pk),
        pkce_undeclared=connector.may_leave_pkce_undeclared,
        keys=keys_for(connector, headers or {}, account),
        keys_only=connector.registration == Registration.HEADER,
    )


def addressed(url: str, connector: Connector, member: Membership) -> str:
    """The address with the member's e-mail as login hint, for reviewed services only."""
    if connector.listing is None or connector.listing.verification != "verified":
        return url
    return f"{url}&{urlencode({'login_hint': member.user.email})}"


# Sign-ins that need somebody else first: who that is, and what they have to do.


def registration_trouble(error: RegistrationRefused, connector: Connector, member: Membership) -> ServiceTrouble:
    """The service's own reason (text from outside), and that entering a client id helps."""
    said = f" It says: “{error.reason}”." if error.reason else ""
    return ServiceTrouble(
        error.code,
        f"{error.person_message}{said} {_enter_a_client(connector, member)}",
        extra={"service_says": error.reason or None},
    )


def pkce_trouble(error: PkceUndeclared, connector: Connector, member: Membership) -> ServiceTrouble:
    """PKCE is not announced: says who may decide to go on."""
    if not connector.is_custom:
        how = "The operator can allow that for this service. Ask them."
    elif member.is_owner:
        how = "If you trust it, tick “This server does not announce PKCE; go on anyway” in the connector's settings."
    else:
        how = "An owner can allow that in the connector's settings. Ask one of them."
    return ServiceTrouble(error.code, f"{error.person_message} {how}")


def _enter_a_client(connector: Connector, member: Membership) -> str:
    if not connector.is_custom:
        return "The operator can register Switchboard there by hand and enter the client id for everybody. Ask them."
    if member.is_owner:
        return (
            "You can register Switchboard there by hand: give the service the address that stands under Sign-in in "
            "this connector's settings, and enter the client id that you get."
        )
    return "An owner can register Switchboard there by hand and enter a client id. Ask one of them."


TRIES = 3
STILL_REFUSED = "The service does not accept the key that is kept. Enter another one under Your connectors, Manage."


@dataclass(frozen=True, slots=True)
class Started:
    """A connection that waits for the member at `authorization_url`, or is connected already."""

    connection: Connection
    authorization_url: str | None = field(default=None, repr=False)
    state: str = field(default="", repr=False)
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the member asks for. `browser_nonce` ties the sign-in to a browser; empty for API clients."""

    actor: Actor
    connector_id: uuid.UUID
    label: str = ""
    return_to: str = ""
    browser_nonce: str = field(default="", repr=False)
    mobile: bool = False
    headers: Keys = field(default_factory=dict, repr=False)


def start_connection(wish: Wish) -> Started:
    """Connect an account, or sign in again with the one of this label.

    Opens its own tenants, with none open while the service is asked. Raises Missing, Refused, Invalid, Conflict
    and ServiceTrouble.
    """
    if wish.return_to and not is_own_path(wish.return_to, PATH_CHARACTERS):
        raise Invalid("return_to", "Must be a path of this workspace, such as /chat.", "invalid_return_to")
    for _ in range(TRIES):
        if started := _attempted(wish):
            return started
    raise Conflict("try_again", "Several people are connecting for the first time. Try again.")


def _attempted(wish: Wish) -> Started | None:
    with tenant(wish.actor.organization_id):
        connector = _connector_for(wish)
        mine = connections_of(wish.actor.member, connector=connector)
        account = mine.filter(label=clean_label(wish.label)).first()
        consent = _consent(wish, connector)
        plan = plan_for(connector, wish.actor.member, account, wish.headers, consent)
    try:
        found = _asked(plan, connector, wish)
        with tenant(wish.actor.organization_id):
            # Asked again: an owner may have disabled it while the service answered.
            connector = _connector_for(wish)
            # Another consent meanwhile is for other scopes than those that were asked for.
            return _keep(wish, connector, plan, found) if _consent(wish, connector) == consent else None
    except IssuerChanged as error:
        servers = {"bound": error.bound, "found": error.found}
        raise Conflict("issuer_changed", words_of_change(connector, error), extra=servers) from error


def _asked(plan: SignInPlan, connector: Connector, wish: Wish) -> Offer | PendingAuthorization:
    try:
        return ask_outside(partial(begin, plan))
    except IssuerChanged:
        raise
    except KeyRefused as error:
        # Without one: the kept key was tried once more. A card that waits for the account has no field for another.
        words = error.person_message if wish.headers else STILL_REFUSED
        raise Invalid("headers", words, error.code) from error
    except RegistrationRefused as error:
        raise registration_trouble(error, connector, wish.actor.member) from error
    except PkceUndeclared as error:
        raise pkce_trouble(error, connector, wish.actor.member) from error
    except OutsideFailed as error:
        raise ServiceTrouble.of(error) from error


def _connector_for(wish: Wish) -> Connector:
    member = wish.actor.member
    connector = connectors_visible_to(member).filter(pk=wish.connector_id).first()
    if connector is None:
        raise Missing
    insist(may_keep_things(member.user))
    known = connections_of(member, connector=connector).filter(label=clean_label(wish.label)).exists()
    insist(may_connect(connector, member, mobile=wish.mobile and not known))
    return connector


def _consent(wish: Wish, connector: Connector) -> Consent | None:
    """The member's consent, where one is needed before the sign-in (health-H2)."""
    consent = consent_of(wish.actor.member, connector) if needs_consent(connector) else None
    insist(may_sign_in(connector, consent))
    return consent


def _keep(wish: Wish, connector: Connector, plan: SignInPlan, found: Offer | PendingAuthorization) -> Started | None:
    """Remember the sign-in; None when our registration there was changed meanwhile."""
    if not isinstance(found, PendingAuthorization):
        connection = _connection(wish.actor, connector, clean_label(wish.label))
        mark_connected(actor=wish.actor, connector=connector, connection=connection, offer=found, keys=plan.keys)
        return Started(connection)
    if found.registered.source == PREREGISTERED:
        if not is_entered(connector, found.registered):
            return None
        insist_on_secret(connector, found.registered, found.server)
        _bind(wish.actor, connector, found.registered)
    elif _is_overtaken(connector, plan, found.registered):
        return None
    connection = _connection(wish.actor, connector, clean_label(wish.label))
    store_attempt(
        connection,
        store_client(connector, found.registered),
        found,
        origin=origin_of(plan.server.url),
        browser_nonce=wish.browser_nonce,
        return_to=wish.return_to,
        reuses=found.registered in plan.stored,
        keys=plan.keys,
    )
    url = addressed(found.url, connector, wish.actor.member)
    return Started(connection, url, found.state, found.server.issuer)


def _bind(actor: Actor, connector: Connector, registered: RegisteredClient) -> None:
    """Bind the client id before the browser takes it to the server."""
    if bind(connector, registered):
        record(
            actor=actor,
            action="connector.updated",
            subject=connector,
            fields=["oauth_issuer"],
            issuer=registered.issuer,
        )


def _is_overtaken(connector: Connector, plan: SignInPlan, registered: RegisteredClient) -> bool:
    """Two first sign-ins at once register twice: the second takes over the first one's registration."""
    Connector.objects.select_for_update(no_key=True).get(pk=connector.pk)
    here = (registered.issuer, registered.redirect_uri)
    return any(
        (client.issuer, client.redirect_uri) == here
        and client.client_id != registered.client_id
        and client not in plan.stored
        for client in stored_clients(connector)
    )


def _connection(actor: Actor, connector: Connector, label: str) -> Connection:
    mine = connections_of(actor.member, connector=connector)
    connection, _ = mine.get_or_create(
        organization_id=actor.organization_id,
        member=actor.member,
        connector=connector,
        label=label,
        defaults={"status": ConnectionStatus.PENDING},
    )
    return connection
