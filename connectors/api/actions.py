"""What the asking person may do with a listing or a connector, by the rules that the functions behind the buttons ask.

So nothing is offered that would be refused, and the reason is shown instead of the button.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Self, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.enabling import enabled_customs
from connectors.models import Connection, Connector, Listing
from connectors.policy.requests import may_request
from connectors.policy.rules import (
    availability,
    may_add_custom,
    may_be_enabled_as,
    may_connect,
    may_enable,
    may_refresh,
)
from connectors.selectors import custom_names
from organizations.api.base import OrganizationView
from organizations.models import Membership
from organizations.policy import may_keep_things
from organizations.refusals import Decision, DecisionShape, first_refusal, refuse


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, whether on a phone (plans-PL11), and whether anything lasting may be given to them (accounts-A1).

    `custom_names`: of the custom connectors in their organization, beside which no listing of such a name is enabled.
    """

    member: Membership
    mobile: bool
    keeps: Decision
    custom_names: Sequence[str] = ()

    @classmethod
    def of(cls, member: Membership, *, mobile: bool) -> Self:
        """Asks the database twice, whatever is asked of it then."""
        return cls(member, mobile, may_keep_things(member.user), custom_names(member.organization_id))


def may_enable_now(row: Listing, asking: Asking) -> Decision:
    """Whether the person may enable it here, under its name. Only who may is told of a custom connector's name."""
    enable = first_refusal(may_enable(row, asking.member, mobile=asking.mobile), asking.keeps)
    return may_be_enabled_as(row.name, custom=asking.custom_names) if enable.allowed else enable


def listing_actions(row: Listing, asking: Asking, enabled: Connector | None) -> dict[str, Decision]:
    """Enable, connect, sign in again, or ask an owner."""
    member = asking.member
    if enabled:
        done = refuse("already_enabled", f"{row.name} is enabled.")
        return {"enable": done, **_account_actions(enabled, asking), "request": may_request(row, member, enabled)}
    enable = may_enable_now(row, asking)
    off = availability(row, member, None)
    # In a personal organization Connect enables too.
    first = first_refusal(enable, off) if member.organization.is_personal else off
    return {"enable": enable, "connect": first, "reconnect": first, "request": may_request(row, member, None)}


def connector_actions(row: Connector, asking: Asking, mine: Sequence[Connection]) -> dict[str, Decision]:
    """Connect an account, sign in again with one, look for new tools."""
    return {**_account_actions(row, asking), "refresh": may_refresh(row, asking.member.organization, mine)}


def custom_action(asking: Asking, *, custom_count: int) -> Decision:
    """Add a custom connector (plans-PL3)."""
    return first_refusal(
        may_add_custom(asking.member, custom_count=custom_count, mobile=asking.mobile),
        asking.keeps,
    )


def _account_actions(row: Connector, asking: Asking) -> dict[str, Decision]:
    # Signing in again on a phone adds no account.
    again = first_refusal(may_connect(row, asking.member), asking.keeps)
    return {
        "connect": first_refusal(may_connect(row, asking.member, mobile=asking.mobile), asking.keeps),
        "reconnect": again,
    }


# How clients are told.


class ListingActionsShape(TypedDict):
    """What the asking member may do with it."""

    enable: DecisionShape
    connect: DecisionShape
    reconnect: Annotated[DecisionShape, "Sign in again with an account that is there."]
    request: Annotated[DecisionShape, "Ask the owners to enable it."]


class ConnectorActionsShape(TypedDict):
    """What the asking member may do with it."""

    connect: Annotated[DecisionShape, "Another account of one's own."]
    reconnect: Annotated[DecisionShape, "Sign in again with an account that is there."]
    refresh: Annotated[DecisionShape, "Ask the server for its tools with one's own accounts."]


class CustomConnectorActionsShape(TypedDict):
    """What the asking member may do beyond the connectors that are there."""

    add_custom: DecisionShape


def listing_actions_shape(row: Listing, asking: Asking, enabled: Connector | None) -> ListingActionsShape:
    """What may be done with an entry of the directory."""
    may = listing_actions(row, asking, enabled)
    return {
        "enable": may["enable"].as_json(),
        "connect": may["connect"].as_json(),
        "reconnect": may["reconnect"].as_json(),
        "request": may["request"].as_json(),
    }


def connector_actions_shape(row: Connector, asking: Asking, mine: Sequence[Connection]) -> ConnectorActionsShape:
    """What may be done with a connector."""
    may = connector_actions(row, asking, mine)
    return {
        "connect": may["connect"].as_json(),
        "reconnect": may["reconnect"].as_json(),
        "refresh": may["refresh"].as_json(),
    }


class ConnectorActionsDetail(OrganizationView):
    """What may be done beyond the connectors that are there."""

    @extend_schema(operation_id="connector_actions_retrieve", responses=CustomConnectorActionsShape)
    def get(self, request: Request, org: str) -> Response:
        """Whether the member may add a custom connector from here, and why not."""
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        add = custom_action(asking, custom_count=enabled_customs(self.organization.id).count())
        shown: CustomConnectorActionsShape = {"add_custom": add.as_json()}
        return Response(shown)
