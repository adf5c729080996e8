"""The first request of connecting: find out how to sign in, and remember that it was started."""

import uuid
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from connectors.exceptions import OutsideFailed, ServiceTrouble
from connectors.models import Connection, ConnectionStatus, Connector, Registration
from connectors.oauth import PendingAuthorization
from connectors.outside import ask_outside, origin_of, our_identity
from connectors.policy import may_connect
from connectors.return_paths import is_own_path
from connectors.selectors import connections_of, connectors_visible_to
from connectors.services.completing import mark_connected
from connectors.services.connections import clean_label
from connectors.sign_in import SignInPlan, begin
from connectors.sign_in_rows import (
    preregistered_for,
    store_attempt,
    store_client,
    stored_clients,
)
from organizations.actors import Actor
from organizations.exceptions import Invalid, Missing, Refused
from organizations.tenancy import tenant


@dataclass(frozen=True, slots=True)
class Started:
    """A connection that waits for the member at `authorization_url`, or is connected already."""

    connection: Connection
    authorization_url: str | None = field(default=None, repr=False)
    state: str = field(default="", repr=False)


def start_connection(
    *,
    actor: Actor,
    connector_id: uuid.UUID,
    label: str = "",
    return_to: str = "",
    browser_nonce: str = "",
    mobile: bool = False,
) -> Started:
    """Connect an account, or sign in again with the one of this label.

    Opens its own tenants, with none open while the service is asked. Raises Missing, Refused, ServiceTrouble.
    """
    if return_to and not is_own_path(return_to):
        raise Invalid("return_to", "Must be a path of this workspace, such as /chat.", "invalid_return_to")
    label = clean_label(label)
    with tenant(actor.organization_id):
        plan = _plan(_connector_to_connect(actor, connector_id, label, mobile))
    try:
        found = ask_outside(partial(begin, plan))
    except OutsideFailed as error:
        raise ServiceTrouble.of(error) from error
    with tenant(actor.organization_id):
        # Asked again: an owner may have disabled it while the service answered.
        connector = _connector_to_connect(actor, connector_id, label, mobile)
        connection = _connection(actor, connector, label)
        if isinstance(found, PendingAuthorization):
            client = store_client(connector, found.registered)
            store_attempt(
                connection,
                client,
                found,
                origin=origin_of(plan.server_url),
                browser_nonce=browser_nonce,
                return_to=return_to,
            )
            return Started(connection, _addressed(found.url, connector, actor), found.state)
        mark_connected(actor=actor, connector=connector, connection=connection, offer=found)
        return Started(connection)


def _connector_to_connect(actor: Actor, connector_id: uuid.UUID, label: str, mobile: bool) -> Connector:
    connector = connectors_visible_to(actor.member).filter(pk=connector_id).first()
    if connector is None:
        raise Missing
    known = connections_of(actor.member, connector=connector).filter(label=label).exists()
    decision = may_connect(connector, actor.member, mobile=mobile and not known)
    if not decision:
        raise Refused.by(decision)
    return connector


def _plan(connector: Connector) -> SignInPlan:
    if connector.registration == Registration.HEADER:
        raise ServiceTrouble("sign_in_not_supported", "This service wants a key, which cannot be entered yet.")
    if not connector.url:
        raise ServiceTrouble("address_missing", "The operator has not entered this service's address yet.")
    identity = our_identity()
    return SignInPlan(
        server_url=connector.url,
        identity=identity,
        scopes=connector.listing.scopes if connector.listing else (),
        preregistered=preregistered_for(connector, identity.redirect_uri),
        stored=stored_clients(connector, identity.redirect_uri),
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


def _addressed(url: str, connector: Connector, actor: Actor) -> str:
    """With the member's e-mail as a hint, where a reviewed service is to choose the account."""
    if connector.listing is None or connector.listing.verification != "verified":
        return url
    return f"{url}&{urlencode({'login_hint': actor.member.user.email})}"
