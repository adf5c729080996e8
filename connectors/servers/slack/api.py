"""Requests to Slack's Web API (docs.slack.dev/reference). A refusal comes with status 200, `ok: false` and a code."""

from typing import Any, NoReturn

from connectors.oauth.fetching import retry_after
from connectors.servers.api import Answer, Api, Refused, cleaned

_SIGN_IN_ENDED = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
# Some of what was asked may have happened, says Slack.
_OUTAGES = frozenset({"internal_error", "fatal_error", "service_unavailable"})
# About how a request was written; nothing of it was lost.
_HARMLESS = frozenset({"missing_charset", "superfluous_charset"})
_WORDS = {
    "already_reacted": "You have already reacted with this emoji.",
    "cant_post_message": "Slack does not let you post in this channel.",
    "channel_not_found": "Slack does not find this channel, or you cannot see it. list_channels gives the ids.",
    "invalid_cursor": "This cursor is no longer good. Begin with the first page again.",
    "invalid_name": "Slack does not know this emoji.",
    "is_archived": "This channel is archived: nothing can be written there.",
    "message_not_found": "Slack does not find this message in this channel.",
    "msg_too_long": "The text is too long for Slack.",
    "not_in_channel": "You are not in this channel. Join it in Slack first.",
    "restricted_action": "An administrator of this Slack workspace does not allow this.",
    "restricted_too_many": "Too many messages are scheduled for this channel already.",
    "thread_not_found": "Slack does not find this thread in this channel.",
    "time_in_past": "The time is in the past.",
    "time_too_far": "The time is more than 120 days away.",
    "too_many_emoji": "This message has too many different reactions.",
    "too_many_reactions": "You have reacted to this message too often.",
    "user_not_found": "Slack does not know this person.",
    "users_not_found": "Slack does not know this person.",
}


class SlackRefused(Refused):
    """Slack said no, with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(_WORDS.get(code) or f"Slack refused this: {cleaned(code) or 'it does not say why'}.")
        self.code = code


class Slack(Api):
    """Methods by name. All are sent as forms: some methods of reading take nothing else."""

    async def ask_for(self, method: str, **arguments: str | int | bool) -> dict[str, Any]:
        """The answer of a method that changes nothing."""
        return await self._called(method, arguments, changes=False)

    async def change(self, method: str, **arguments: str | int | bool) -> dict[str, Any]:
        """The answer of a method that changes something."""
        return await self._called(method, arguments, changes=True)

    async def account(self) -> str:
        """The signed-in person's e-mail address, else their name and workspace."""
        who = await self.ask_for("auth.test")
        person = (await self.ask_for("users.info", user=who["user_id"]))["user"]
        return cleaned(person.get("profile", {}).get("email")) or cleaned(f"{who['user']} at {who['team']}")

    async def workspace_url(self) -> str:
        """Where this workspace's messages are opened, with a slash at the end."""
        return str((await self.ask_for("auth.test"))["url"]).rstrip("/") + "/"

    def refusal(self, answer: Answer) -> NoReturn:
        said = answer.json() if answer.kind == "application/json" else {}
        if isinstance(said, dict) and said.get("error"):
            self._refuse_code(said, answer)
        super().refusal(answer)

    async def _called(self, method: str, arguments: dict[str, Any], *, changes: bool) -> dict[str, Any]:
        answer = await self.ask("POST", f"/{method}", form=_written(arguments), changes=changes)
        said: dict[str, Any] = answer.json()
        if said.get("ok") is not True:
            self._refuse_code(said, answer)
        return said

    def _refuse_code(self, said: dict[str, Any], answer: Answer) -> NoReturn:
        code = said.get("error")
        code = code if isinstance(code, str) else ""
        if code in _SIGN_IN_ENDED:
            self.sign_in_ended()
        if code == "missing_scope":
            self.more_access(*_scopes(said.get("needed")))
        if code in ("ratelimited", "rate_limited"):
            self.slow_down(retry_after(answer.headers))
        if code in _OUTAGES:
            self._end(503, ())
        raise SlackRefused(code)


def warnings_in(said: dict[str, Any]) -> list[str]:
    """What Slack says it did otherwise than asked, in an answer that is `ok`: a text that it cut, say."""
    more = said.get("response_metadata") or {}
    named = [*str(said.get("warning") or "").split(","), *(more.get("warnings") or []), *(more.get("messages") or [])]
    return [words for words in dict.fromkeys(map(cleaned, named)) if words and words not in _HARMLESS]


def cursor_in(said: dict[str, Any]) -> str:
    """The next page's cursor; empty on the last one."""
    return str((said.get("response_metadata") or {}).get("next_cursor") or "")


def _scopes(needed: Any) -> list[str]:
    return [scope for scope in str(needed or "").replace(" ", ",").split(",") if scope]


def _written(arguments: dict[str, Any]) -> dict[str, str]:
    """The arguments that have a value."""
    given = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in arguments.items()}
    return {name: value for name, value in given.items() if value}


slack = Slack()
