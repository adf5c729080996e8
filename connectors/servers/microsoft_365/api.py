"""Requests to Microsoft Graph, each made under one permission, and its errors in plain words."""

import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from connectors.servers.api import Answer, Api, Query, Refused, cleaned

# "API requires one of 'Chat.Read, Chat.ReadWrite'. Scopes on the request …" and, of a search, "… requires the
# following permissions: Files.Read.All …. However, the application only has …".
_WANTED = re.compile(r"requires (?:one of|the following permissions)[:\s']+(.+?)(?:'|\. [SH]|$)", re.IGNORECASE)
_PERMISSION = re.compile(r"\b[A-Z]\w+(?:\.[A-Z]\w+)+\b")
_WORDS = {
    "ErrorInvalidRecipients": "Microsoft 365 does not accept one of the recipients.",
    "ErrorMessageSizeExceeded": "The message is too large for this mailbox.",
    "ErrorSendAsDenied": "This account may not send in that name.",
    "MailboxNotEnabledForRESTAPI": "This account has no Exchange Online mailbox.",
    "MailboxNotSupportedForRESTAPI": "This account has no Exchange Online mailbox.",
    "nameAlreadyExists": "There is a file with this name already. Choose another name.",
    "quotaLimitReached": "The drive is full.",
    "resourceLocked": "The file is locked: somebody is working on it.",
    "notAllowed": "The service does not allow this.",
}
# A message keeps this id when it is moved, sent or filed.
LASTING_IDS = 'IdType="ImmutableId"'


class NotAllowed(Refused):
    """The account may not do this with this thing, or the permission for all such things is missing."""


class Graph(Api):
    """`scope` is the permission that its requests need; `is_own`: they are about the member's own things, so that a
    refusal can only mean that the permission is missing.
    """

    def __init__(self, scope: str, *, is_own: bool = True) -> None:
        self.scope, self._is_own = scope, is_own

    async def page(
        self, path: str, query: Query, cursor: str, headers: Mapping[str, str] | None = None
    ) -> tuple[list[dict[str, Any]], str]:
        """The items of a page, and the next one's cursor: the query of Graph's own link to it, never the address."""
        said = await self.get(path, _of_cursor(cursor) if cursor else query, headers=headers)
        return said["value"], urlsplit(said.get("@odata.nextLink") or "").query

    def refusal(self, answer: Answer) -> NoReturn:
        code, message = _error_in(answer)
        if answer.status == 403:
            self._refuse_access(code, message)
        if code in _WORDS:
            raise Refused(_WORDS[code])
        said = f": {message or answer.words}" if message or answer.words else "."
        if answer.status == 404:
            raise Refused(f"Microsoft 365 does not find that{said}")
        raise Refused(f"Microsoft 365 refused this ({answer.status}){said}")

    def _refuse_access(self, code: str, message: str) -> NoReturn:
        if wanted := _WANTED.search(message):
            named = _PERMISSION.findall(wanted[1])
            self.more_access(self.scope if self.scope in named or not named else named[0])
        if code in _WORDS:
            raise Refused(_WORDS[code])
        if self._is_own or code == "Authorization_RequestDenied":
            self.more_access(self.scope)
        raise NotAllowed(f"Microsoft 365 does not let this account do that{f': {message}' if message else '.'}")


def _error_in(answer: Answer) -> tuple[str, str]:
    """Code and message of an error; both empty when it is no error of Graph's."""
    body = answer.json() if answer.kind == "application/json" and answer.body.strip() else {}
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", ""
    return cleaned(error.get("code")), cleaned(error.get("message"))


def _of_cursor(cursor: str) -> dict[str, str | int | bool | list[str] | None]:
    query = parse_qs(cursor, keep_blank_values=True)
    if not any(name.lower().startswith("$skip") for name in query):
        raise Refused("This cursor is not one of ours. Begin with the first page again.")
    return {name: values[0] if len(values) == 1 else list(values) for name, values in query.items()}


def prefer(*wishes: str) -> dict[str, str]:
    """The header that asks Graph for a form of its answer."""
    return {"prefer": ", ".join(wish for wish in wishes if wish)}


async def account() -> str:
    """The signed-in person's e-mail address, else their sign-in name."""
    who = await _profile.get("/me", {"$select": "mail,userPrincipalName"})
    return cleaned(who.get("mail")) or cleaned(who.get("userPrincipalName"))


_profile = Graph("User.Read")
