"""What Google's APIs have in common: how they say that something is wrong (Drive v3 and Gmail v1 say it alike)."""

import json
import re
from datetime import UTC, datetime
from math import ceil
from typing import Any, NoReturn

from connectors.servers.api import Answer, Api, Refused
from organizations.retry_after import LONGEST_SECONDS

AUTH = "https://www.googleapis.com/auth/"

# A token without the scope. Not `insufficientFilePermissions`, which is about the person's own rights on a file.
_NO_SCOPE = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"})
_RETRY_AT = re.compile(r"Retry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)")
_CHALLENGED = re.compile(r"error=\"?insufficient_scope\b")
# Too many requests come as 403 too.
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "sharingRateLimitExceeded"})
_ABUSIVE = "Google says that this file holds malware or spam and does not give it out."
_NOT_ENABLED = (
    "This Google API is not enabled in the Google Cloud project of the connector's client. An owner has to enable it."
)
_NO_DOWNLOAD = "The owner of this file does not allow that it is downloaded, copied or exported."
_QUOTA = "The connector's Google Cloud project has used up its requests for today."
_WORDS = {
    "accessNotConfigured": _NOT_ENABLED,
    "SERVICE_DISABLED": _NOT_ENABLED,
    "domainPolicy": "The administrator of this Google Workspace does not allow apps to do that.",
    "dailyLimitExceeded": _QUOTA,
    "quotaExceeded": _QUOTA,
    "storageQuotaExceeded": "There is no space left in this Drive.",
    "teamDriveFileLimitExceeded": "The shared drive holds as many files as it can.",
    "numChildrenInNonRootLimitExceeded": "The folder holds as many files as it can.",
    "appNotAuthorizedToFile": (
        "Google lets this connection change and copy only files that it made or that were opened with it, "
        "and this file is none of them."
    ),
    "insufficientFilePermissions": "The rights of this account on the file do not allow that.",
    "cannotDownloadAbusiveFile": _ABUSIVE,
    "abuse": _ABUSIVE,
    "cannotDownloadFile": _NO_DOWNLOAD,
    "cannotExportFile": _NO_DOWNLOAD,
    "cannotCopyFile": _NO_DOWNLOAD,
    "fileNotDownloadable": "This kind of file has no content that can be downloaded.",
}
_CURSOR_ENDED = "This cursor is not good (any more): search again without it."


class TooLargeToExport(Refused):
    """Google exports its own documents up to 10 MB."""


class Google(Api):
    """A Google API, asked with one scope.

    `scope` is the smallest that opens its requests. Google's own challenge lists every scope that would do, the
    widest first (https://mail.google.com/): asking for all of them would ask for the whole mailbox.
    """

    def __init__(self, scope: str) -> None:
        self.scope = AUTH + scope

    def pause(self, answer: Answer) -> int | None:
        """Gmail says it in its words: "User-rate limit exceeded.  Retry after 2026-11-20T10:15:00.123Z"."""
        found = _RETRY_AT.search(answer.words)
        try:
            until = datetime.fromisoformat(found[1]) if found else None
        except ValueError:
            until = None
        if until is None:
            return super().pause(answer)
        return min(max(ceil((until - datetime.now(UTC)).total_seconds()), 0), int(LONGEST_SECONDS))

    def refusal(self, answer: Answer) -> NoReturn:
        reasons, places = _faults(answer)
        if reasons & _NO_SCOPE or _CHALLENGED.search(answer.headers.get("www-authenticate", "")):
            self.more_access(self.scope)
        if reasons & _TOO_FAST:
            self.slow_down(self._call.wire.retry_after_seconds)
        if "exportSizeLimitExceeded" in reasons:
            raise TooLargeToExport("Google exports at most 10 MB, and this is larger.")
        for reason, words in _WORDS.items():
            if reason in reasons:
                raise Refused(words)
        if answer.status == 400 and ("pageToken" in places or "page token" in answer.words.lower()):
            raise Refused(_CURSOR_ENDED)
        super().refusal(answer)


def _faults(answer: Answer) -> tuple[set[str], set[str]]:
    """The reasons, of the old form (`errors`) and the new one (`details`), and the parameters they are about."""
    try:
        error = json.loads(answer.body)["error"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return set(), set()
    faults = [*_list(error, "errors"), *_list(error, "details")]
    return {str(fault.get("reason")) for fault in faults}, {str(fault.get("location")) for fault in faults}


def _list(error: Any, name: str) -> list[dict[str, Any]]:
    found = error.get(name) if isinstance(error, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def in_units(size: int) -> str:
    """A size in bytes for people."""
    for unit, many in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= many:
            return f"{size / many:.1f} {unit}"
    return f"{size} bytes"
