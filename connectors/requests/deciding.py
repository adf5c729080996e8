"""A request is decided: by an owner's word on it, or because the connector was enabled in any way."""

from django.db import transaction

from connectors.enabling import enable_connector, queue_for_change
from connectors.models import LONGEST_ANSWER, Connector, ConnectorRequest, RequestStatus
from connectors.policy.requests import may_be_closed, may_decide_request
from connectors.requests.tasks import mail_decision
from organizations.audit import Actor, record
from organizations.enqueueing import enqueue
from organizations.refusals import Conflict, insist
from organizations.text import typed_text


@transaction.atomic
def approve_request(
    *, actor: Actor, request: ConnectorRequest, answer: str = "", mobile: bool = False
) -> ConnectorRequest:
    """Enable what a member asks for, which approves what others ask for there too.

    Raises what enabling raises, Invalid, or Conflict when the request is closed already.
    """
    # Locks the organization first, as enabling does.
    queue_for_change(actor)
    _decide(actor, request, RequestStatus.APPROVED, answer)
    enable_connector(actor=actor, listing=request.listing, mobile=mobile)
    return request


@transaction.atomic
def dismiss_request(*, actor: Actor, request: ConnectorRequest, answer: str = "") -> ConnectorRequest:
    """Say no, with a word to the member if wanted. Raises Refused, Invalid, or Conflict when it is closed already."""
    _decide(actor, request, RequestStatus.DISMISSED, answer)
    return request


def approve_open_requests(*, actor: Actor, connector: Connector) -> None:
    """The connector was enabled: whoever asks for it has it. Called in that transaction."""
    waiting = ConnectorRequest.objects.filter(
        organization=actor.organization_id, listing=connector.listing_id, status=RequestStatus.OPEN
    )
    for request in waiting.select_related("listing").order_by("id"):
        if request.decide(RequestStatus.APPROVED, by=actor.member):
            _tell(actor, request)


def _decide(actor: Actor, request: ConnectorRequest, status: str, answer: str) -> None:
    insist(may_decide_request(actor.member))
    word = typed_text(answer, LONGEST_ANSWER, "answer") if answer else ""
    insist_on_open(request, won=request.decide(status, by=actor.member, answer=word))
    _tell(actor, request)


def insist_on_open(request: ConnectorRequest, *, won: bool) -> None:
    """Raises Conflict `request_closed` when another decision came first."""
    if not won:
        request.refresh_from_db(fields=["status"])
        closed = may_be_closed(request)
        raise Conflict(closed.code, closed.reason)


def _tell(actor: Actor, request: ConnectorRequest) -> None:
    record(
        actor=actor,
        action="connector.request_decided",
        subject=request,
        listing=request.listing.slug,
        decision=str(request.status),
    )
    enqueue(mail_decision, request.organization_id, request.pk)
