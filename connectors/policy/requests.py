"""Who may ask for a connector that is not enabled, and who decides (plans-PL2): pure functions of loaded rows."""

from connectors.models import Connector, ConnectorRequest, Listing
from connectors.policy.rules import may_use_listing
from organizations.models import Membership
from organizations.refusals import ALLOWED, Decision, refuse


def may_request(listing: Listing, membership: Membership, connector: Connector | None) -> Decision:
    """Whoever could not enable it themselves; a phone may ask too, because asking adds nothing."""
    offered = may_use_listing(listing, membership.organization)
    if not offered.allowed:
        return offered
    if connector is not None and connector.is_enabled:
        return refuse("connector_enabled_already", f"{listing.name} is enabled already.", connector)
    if membership.organization.is_personal:
        return refuse("owner_is_you", "You can connect it.", membership)
    if membership.is_owner:
        return refuse("owner_is_you", f"You can enable {listing.name} yourself.", membership)
    return ALLOWED


def may_decide_request(membership: Membership) -> Decision:
    """Owners approve and dismiss."""
    if membership.is_owner:
        return ALLOWED
    return refuse("owner_required", "Only an owner can decide on a request.", membership)


def may_withdraw_request(request: ConnectorRequest, membership: Membership) -> Decision:
    """Only who asked takes it back; an owner dismisses it."""
    if request.member_id == membership.pk:
        return ALLOWED
    return refuse("requester_required", "Only the member who asked can take a request back.", request)


def may_be_closed(request: ConnectorRequest) -> Decision:
    """A request is decided on, or taken back, once."""
    if request.is_open:
        return ALLOWED
    return refuse("request_closed", f"This request is {request.get_status_display().lower()} already.", request)
