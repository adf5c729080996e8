"""Mail to people. A mail server that is down delays nobody's work: it is logged, and the link can be copied."""

import logging
import smtplib

from django.core.mail import send_mail

from organizations.one_line import in_mail

log = logging.getLogger(__name__)


def send_invitation_mail(email: str, organization: str, inviter: str, url: str) -> None:
    """Tell a person that they are invited; called after the invitation is committed."""
    # Both are typed by people whom the reader need not know.
    text = (
        f"{in_mail(inviter)} invites you to {in_mail(organization)} on Switchboard.\n\n"
        f"Accept the invitation here:\n{url}\n\n"
        "The link works for seven days, once, and for this e-mail address.\n"
    )
    try:
        send_mail(f"Join {in_mail(organization)} on Switchboard", text, None, [email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("an invitation mail could not be sent: %s", type(error).__name__)
