"""What a member reads in their mailbox when an owner has decided. A mail server that is down fails nothing."""

import logging
import smtplib
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from connectors.models import LONGEST_ANSWER, ConnectorRequest, RequestStatus
from connectors.models.request import unmailed
from organizations.tenancy import everywhere, tenant
from organizations.text import in_mail

MOST_AT_ONCE = 100
log = logging.getLogger(__name__)


def send_decision(organization_id: uuid.UUID, request_id: uuid.UUID) -> None:
    """Mail the decision to the member; to nobody who has left, or whose address is not confirmed.

    Once, unless a worker dies between sending it and saying so: then it is sent again after a while.
    """
    with tenant(organization_id):
        rows = ConnectorRequest.objects.select_related("organization", "listing", "member__user", "decided_by__user")
        request = rows.filter(pk=request_id, member__removed_at=None).first()
        if request is None or not request.member.user.has_verified_email or not request.begin_mail():
            return
        subject, text, address = _subject(request), _text(request), request.member.user.email
    # No transaction is open while the mail server is asked.
    try:
        send_mail(subject, text, None, [address])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a decision on a request could not be mailed: %s", type(error).__name__)
        return
    with tenant(organization_id):
        request.note_mailed()


def lost_decisions() -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
    """(organization, request) of decisions that nobody has mailed: the queue or the mail server was down."""
    with everywhere("decisions to mail"):
        rows = ConnectorRequest.objects.filter(unmailed(timezone.now())).order_by("decided_at")
        return list(rows.values_list("organization_id", "id")[:MOST_AT_ONCE])


def _subject(request: ConnectorRequest) -> str:
    if request.status == RequestStatus.APPROVED:
        return f"You can connect {in_mail(request.listing.name)} now"
    return f"Your request for {in_mail(request.listing.name)} was dismissed"


def _text(request: ConnectorRequest) -> str:
    # Names and the word were typed by people.
    owner = in_mail(request.decided_by.user.shown_name if request.decided_by else "")
    listing, organization = in_mail(request.listing.name), in_mail(request.organization.name)
    word = f"They write: {in_mail(request.answer, LONGEST_ANSWER)}\n\n" if request.answer else ""
    url = f"{settings.PUBLIC_URL}/o/{request.organization.slug}/connectors/{request.listing.slug}"
    if request.status == RequestStatus.APPROVED:
        begin = f"You asked for {listing} in {organization} on Switchboard, and {owner} has enabled it."
        return f"{begin}\n\n{word}Connect your own account here:\n{url}\n"
    begin = f"You asked for {listing} in {organization} on Switchboard, and {owner} has dismissed the request."
    return f"{begin}\n\n{word}You may ask again here:\n{url}\n"
