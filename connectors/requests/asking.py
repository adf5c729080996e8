"""A member asks for a connector, and takes the request back."""

from django.db import transaction

from connectors.enabling import queue_for_change
from connectors.models import LONGEST_REASON, Connector, ConnectorRequest, Listing, RequestStatus
from connectors.policy.requests import may_request, may_withdraw_request
from connectors.requests.deciding import insist_on_open
from organizations.audit import Actor, record
from organizations.models import Membership
from organizations.refusals import insist
from organizations.text import typed_text


@transaction.atomic
def request_connector(*, actor: Actor, listing: Listing, reason: str) -> ConnectorRequest:
    """The member's open request for this listing; asking again changes its reason.

    Raises Refused, and Invalid when the reason shows nothing or hides something.
    """
    # Nobody enables it meanwhile: that would leave a request open for what is there.
    queue_for_change(actor)
    connector = Connector.objects.filter(organization=actor.organization_id, listing=listing).first()
    insist(may_request(listing, actor.member, connector))
    request, is_new = ConnectorRequest.objects.update_or_create(
        organization_id=actor.organization_id,
        member=actor.member,
        listing=listing,
        status=RequestStatus.OPEN,
        defaults={"reason": typed_text(reason, LONGEST_REASON, "reason")},
    )
    if is_new:
        record(actor=actor, action="connector.requested", subject=request, listing=listing.slug)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, request: ConnectorRequest) -> ConnectorRequest:
    """Take one's own request back. Raises Refused, or Conflict when it is closed already."""
    insist(may_withdraw_request(request, actor.member))
    insist_on_open(request, won=request.withdraw())
    record(actor=actor, action="connector.request_withdrawn", subject=request, listing=request.listing.slug)
    return request


def drop_open_requests(membership: Membership) -> None:
    """Delete what a member who leaves still asks for; what was decided stays."""
    ConnectorRequest.objects.filter(member=membership, status=RequestStatus.OPEN).delete()
