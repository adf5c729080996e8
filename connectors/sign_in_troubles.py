"""A sign-in that goes on only when somebody decides or enters something: who that is, and what to do."""

from connectors.exceptions import ServiceTrouble
from connectors.models import Connector
from connectors.oauth import PkceUndeclared, RegistrationRefused
from organizations.models import Membership


def registration_trouble(error: RegistrationRefused, connector: Connector, member: Membership) -> ServiceTrouble:
    """With the service's own reason, as text from outside, and the way on by a client id that somebody enters."""
    said = f" It says: “{error.reason}”." if error.reason else ""
    return ServiceTrouble(
        error.code,
        f"{error.person_message}{said} {_enter_a_client(connector, member)}",
        extra={"service_says": error.reason or None},
    )


def pkce_trouble(error: PkceUndeclared, connector: Connector, member: Membership) -> ServiceTrouble:
    """Who may decide to go on."""
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
