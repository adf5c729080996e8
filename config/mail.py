"""Mail where there is no mail server: the operator's console says to whom, about what, and the link."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FiledMail

from config.console import tell_operator


class PrintedMail(BaseEmailBackend):
    """Sends nothing; the operator can pass the link on."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Prints a line for each mail."""
        for message in email_messages:
            tell_operator(f"Mail to {', '.join(message.to)}: {message.subject} {_link_in(str(message.body))}")
        return len(email_messages)


class PrintedAndFiledMail(FiledMail):
    """The same, and the whole mail as a file below EMAIL_FILE_PATH."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes each mail to a file, then prints its line."""
        filed: Any = super().send_messages(email_messages)
        PrintedMail().send_messages(email_messages)
        return int(filed or 0)


def _link_in(text: str) -> str:
    # The last of our addresses in the text: names come before it and may look like addresses.
    links = re.findall(rf"{re.escape(settings.PUBLIC_URL)}/\S+", text)
    return links[-1] if links else ""
