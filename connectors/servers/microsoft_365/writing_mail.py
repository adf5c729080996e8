"""Microsoft 365's tools that write mail."""

import re
from typing import Annotated, Any

from pydantic import Field

from connectors.servers.api import Refused, cleaned, segment
from connectors.servers.microsoft_365.api import LASTING_IDS, Graph, prefer
from connectors.servers.microsoft_365.mail import MailSummary, mail, person, summary_of
from connectors.servers.microsoft_365.server import SERVER
from connectors.servers.texts import in_one_line
from connectors.servers.tools import Result

_drafts, _sending = Graph("Mail.ReadWrite"), Graph("Mail.Send")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]{1,64}@[^@\s<>,;:\"()]{1,250}\.[^@\s<>,;:\"().]{2,63}")
_SENT = "https://outlook.office.com/mail/sentitems"
Recipients = Annotated[list[str], Field(description="E-mail addresses, without names.", max_length=50)]
Subject = Annotated[str, Field(description="One line.", max_length=255, pattern=r"^[^\r\n]*$")]
Body = Annotated[str, Field(description="Plain text; line breaks stay.", min_length=1, max_length=100_000)]


class Drafted(Result):
    """The draft as Outlook stored it."""

    draft: MailSummary

    def text(self) -> str:
        to = ", ".join(self.draft.to) or "nobody yet"
        return f"Draft to {to}, {self.draft.title} (id {self.draft.id}); nothing was sent: {self.draft.url}"


class Sent(Result):
    """What was handed to Outlook: it answers that it took the mail, and says no more."""

    title: str
    to: list[str]
    cc: list[str] = []
    url: str

    def text(self) -> str:
        copies = f", copies to {', '.join(self.cc)}" if self.cc else ""
        return (
            f"Outlook took the mail {self.title!r} to {', '.join(self.to)}{copies} for sending. Sent mail: {self.url}"
        )


@SERVER.writes("Draft mail")
async def draft_mail(
    body: Body,
    to: Recipients = [],  # noqa: B006  (never changed; the schema's default)
    subject: Subject = "",
    cc: Recipients = [],  # noqa: B006
    reply_to_message_id: Annotated[
        str,
        Field(
            description="Make it a reply to this message's sender; then `to` and `subject` stay empty.", max_length=600
        ),
    ] = "",
) -> Drafted:
    """Put a draft into the member's Outlook, new or as a reply, for them to check and send. Nothing is sent. To send at
    once use send_mail."""
    if reply_to_message_id and (to or cc or subject):
        raise Refused("A reply takes its recipients and subject from the message: leave `to`, `cc` and `subject` out.")
    if reply_to_message_id:
        await mail.get(f"/me/messages/{segment(reply_to_message_id)}", {"$select": "id"}, headers=prefer(LASTING_IDS))
        path = f"/me/messages/{segment(reply_to_message_id)}/createReply"
        # As the body, not as `comment`: that loses its line breaks.
        asked: dict[str, Any] = {"Message": {"@odata.type": "#microsoft.graph.message", "body": _text(body)}}
    else:
        path, asked = "/me/messages", _message(subject, body, to, cc)
    answer = await _drafts.ask("POST", path, body=asked, headers=prefer(LASTING_IDS))
    return Drafted(draft=summary_of(answer.json()))


@SERVER.writes("Send mail")
async def send_mail(
    to: Annotated[Recipients, Field(min_length=1)],
    subject: Subject,
    body: Body,
    cc: Recipients = [],  # noqa: B006
) -> Sent:
    """Send a new mail at once, from the member's address; a copy is kept in Sent Items. To let the member check it
    first, or to reply, use draft_mail."""
    message = _message(subject, body, to, cc)
    await _sending.ask("POST", "/me/sendMail", body={"Message": message, "SaveToSentItems": True})
    return Sent(
        title=in_one_line(subject) or "(no subject)",
        to=[person(one) for one in message["toRecipients"]],
        cc=[person(one) for one in message["ccRecipients"]],
        url=_SENT,
    )


def _message(subject: str, body: str, to: list[str], cc: list[str]) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.message",
        "subject": subject,
        "body": _text(body),
        "toRecipients": [_recipient(one) for one in to],
        "ccRecipients": [_recipient(one) for one in cc],
    }


def _text(body: str) -> dict[str, str]:
    return {"@odata.type": "#microsoft.graph.itemBody", "contentType": "text", "content": body}


def _recipient(address: str) -> dict[str, Any]:
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise Refused(f"{cleaned(address)!r} is not an e-mail address.")
    named = {"@odata.type": "#microsoft.graph.emailAddress", "address": address}
    return {"@odata.type": "#microsoft.graph.recipient", "emailAddress": named}
