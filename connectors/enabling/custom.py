"""An owner adds a server by name and address, after it was asked whether it speaks MCP."""

from functools import partial

from django.db import transaction

from connectors.accounts.sign_in import look
from connectors.enabling.listings import checked_name, enabled_customs, queue_for_change
from connectors.mcp import AuthorizationRequired, InsufficientScope
from connectors.models import Connector
from connectors.network import check_url
from connectors.outbound import OutsideFailed, ask_outside, egress_policy
from connectors.policy.rules import may_add_custom
from connectors.tools.sync import Offer, sorted_out, store_definitions
from organizations.audit import Actor, record
from organizations.policy import may_keep_things
from organizations.refusals import Conflict, Invalid, insist
from organizations.sealing import seal
from organizations.tenancy import tenant


def add_custom_connector(
    *,
    actor: Actor,
    name: str,
    url: str,
    oauth_client_id: str = "",
    oauth_client_secret: str = "",
    pkce_undeclared: bool = False,
    mobile: bool = False,
    may_accept: bool = True,
) -> Connector:
    """A custom connector, enabled for the organization; its tools are accepted as shown by who may decide that (A4).

    Opens its own tenants, with none open while the server is asked. Raises Refused, Conflict, and Invalid
    with the code of what is wrong with the name, or with the address: private, not MCP, or not answering.
    """
    with tenant(actor.organization_id):
        _check_allowed(actor, url, mobile)
        checked_name(actor, name)
    offer = _checked(url)
    with tenant(actor.organization_id):
        queue_for_change(actor)
        _check_allowed(actor, url, mobile)
        connector = Connector(
            organization_id=actor.organization_id,
            name=checked_name(actor, name),
            server_url=url,
            oauth_client_id=oauth_client_id,
            pkce_undeclared=pkce_undeclared,
            enabled_by=actor.member,
        )
        seal(connector, "oauth_client_secret", oauth_client_secret)
        return _store(actor, connector, offer, may_accept)


@transaction.atomic
def _store(actor: Actor, connector: Connector, offer: Offer | None, may_accept: bool) -> Connector:
    connector.negotiated = offer.negotiated.to_json() if offer else None
    usable, connector.left_out = sorted_out(offer.tools) if offer else ([], [])
    connector.save()
    store_definitions(actor=actor, connector=connector, tools=usable, shown=may_accept)
    record(actor=actor, action="connector.enabled", subject=connector, custom=True)
    return connector


def _check_allowed(actor: Actor, url: str, mobile: bool) -> None:
    custom = enabled_customs(actor.organization_id)
    insist(may_add_custom(actor.member, custom_count=custom.count(), mobile=mobile))
    insist(may_keep_things(actor.member.user))
    if custom.filter(server_url=url).exists():
        raise Conflict("connector_exists", "This server has been added already.")


def _checked(url: str) -> Offer | None:
    """What an open server offers; None when it wants a sign-in first, which is as good an answer."""
    try:
        check_url(egress_policy(), url)
        return ask_outside(partial(look, url))
    except (AuthorizationRequired, InsufficientScope):
        return None
    except OutsideFailed as error:
        raise Invalid("url", error.person_message, error.code) from error
