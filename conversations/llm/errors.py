"""What can go wrong at the model: exceptions with messages for people."""

import re
from typing import Any

from organizations.retry_after import seconds_asked, when


class ModelFailed(Exception):
    """`code` is stable; `transient` means that the same request may work later.

    `usage` is what was spent until then (tokens); `may_try_again` is false where the service asks not to.
    """

    def __init__(self, code: str, message: str, *, transient: bool) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.transient = transient
        self.usage: dict[str, int] = {}
        self.may_try_again = transient


class StreamBroken(ModelFailed):
    """The answer broke off or never began: the step is dropped and may be asked for again at once."""

    def __init__(
        self, code: str = "model_interrupted", message: str = "The model's answer broke off. Please try again."
    ) -> None:
        super().__init__(code, message, transient=True)


class ModelSilent(ModelFailed):
    """Nothing came for the longest silence."""

    def __init__(self) -> None:
        words = "The model did not answer: nothing came from it for too long. Please try again."
        super().__init__("model_silent", words, transient=True)


class ModelBusy(ModelFailed):
    """Busy or out of reach, so worth waiting for; `retry_after` is the pause in seconds that the service asks for."""

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(code, message, transient=True)
        self.retry_after = retry_after


class RequestRefused(ModelFailed):
    """The service refuses this request for good; `said` are its own words, used to choose the next try."""

    def __init__(self, code: str, message: str, said: str) -> None:
        super().__init__(code, message, transient=False)
        self.said = said


def of_answer(status: int, body: object, retry_after: str | None = None) -> ModelFailed:
    """The exception for an error, by its type, because in mid-stream the status is 200.

    A gateway's own type, or a general one, which some send for everything, counts less than a plain status.
    """
    kind, said = _kind_and_words(body)
    if kind not in _PLAIN:
        kind = _KIND_OF_STATUS.get(status, kind)
    return _of_kind(kind, status, said, seconds_asked(retry_after))


_KIND_OF_STATUS = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}
# Types that are precise, whatever the status.
_PLAIN = frozenset(_KIND_OF_STATUS.values())
UNPAID = ("credit balance is too low", "api usage limits", "organization has been disabled")
# Shown to people, so only if it looks like a name.
_NAMED = re.compile(r"[a-z_]{1,50}_error")
# "max_tokens: 8192 > 4096, which is the maximum allowed number …"; a prompt that is too long names max_tokens too.
ASKS_TOO_MUCH = re.compile(
    r"max_tokens:? \d+ > \d+|maximum allowed number of output tokens|max_(completion_)?tokens\b.{0,20} too large"
    r"|maximum tokens you requested exceeds",
    re.IGNORECASE,
)
# Gateways answer 400 for an unknown model; the operator sets its name.
NO_SUCH_MODEL = re.compile(
    r"model identifier is invalid|invalid model (name|id)|\bmodel\b.{0,80} (does not exist|not found)", re.IGNORECASE
)
# A router of models answers 404 for a request that no model takes: "No endpoints found that support tool use".
UNSUPPORTED = re.compile(r"\bsupports?\b.* (image|tool|function)", re.IGNORECASE)
BLOCKED = re.compile(r"content (filter|management|policy)|responsible ai|guardrail", re.IGNORECASE)
# Conflict, too early, and a connection that a gateway closed: the request itself is fine.
_PASSING = frozenset({409, 425, 499})
TOO_LONG = ("prompt is too long", "context window", "context length", "input is too long", "maximum context")


def _when(retry_after: float | None) -> str:
    return "in a minute" if retry_after is None else when(retry_after)


def _of_kind(kind: str, status: int, said: str, retry_after: float | None) -> ModelFailed:
    if kind == "overloaded_error":
        words = f"The model is overloaded right now. Try again {_when(retry_after)}."
        return ModelBusy("model_overloaded", words, retry_after)
    if kind == "rate_limit_error":
        words = f"The model has too many requests right now. Try again {_when(retry_after)}."
        return ModelBusy("model_rate_limited", words, retry_after)
    if any(words in said.lower() for words in UNPAID):
        # The API calls this an invalid request.
        kind = "billing_error"
    if ASKS_TOO_MUCH.search(said):
        kind = "output_limit"
    if kind == "not_found_error" and UNSUPPORTED.search(said):
        kind = "invalid_request_error"
    elif kind == "invalid_request_error" and NO_SUCH_MODEL.search(said):
        kind = "not_found_error"
    if kind == "permission_error" and "<html" in said.lower():
        # A firewall's 403 is about the content: the key is accepted when some content is left out.
        kind = "invalid_request_error"
    if kind in _FOR_OPERATORS:
        return ModelFailed(*_FOR_OPERATORS[kind], transient=False)
    if kind == "request_too_large" or any(words in said.lower() for words in TOO_LONG):
        words = "This chat is too long for the model. Start a new one."
        return RequestRefused("conversation_too_long", words, said)
    passes = kind == "timeout_error" or status in _PASSING
    if kind == "invalid_request_error" or (400 <= status < 500 and not passes):
        if BLOCKED.search(said):
            words = "The model's provider blocked this question, or its answer. Put it in other words."
            return RequestRefused("model_blocked", words, said)
        words = f"The model did not accept the request ({kind or status})."
        return RequestRefused("model_rejected", words, said)
    if kind == "timeout_error":
        return StreamBroken("model_timeout", "The model took too long to answer. Please try again.")
    return StreamBroken("model_failed", "The model had an error of its own. Please try again.")


_FOR_OPERATORS = {
    "authentication_error": (
        "model_unauthorized",
        "The model refused Switchboard's key. An operator has to check ANTHROPIC_API_KEY.",
    ),
    "permission_error": (
        "model_unauthorized",
        "The model refused Switchboard's key. An operator has to check ANTHROPIC_API_KEY.",
    ),
    "billing_error": (
        "model_unpaid",
        "The model's provider wants to be paid first. An operator has to look at the account there.",
    ),
    "output_limit": (
        "model_writes_less",
        "The model writes less at once than Switchboard asks for. An operator has to lower MODEL_MAX_OUTPUT_TOKENS.",
    ),
    "not_found_error": (
        "model_not_found",
        "There is no such model at this address. An operator has to check MODEL and ANTHROPIC_BASE_URL.",
    ),
}


def _kind_and_words(body: object) -> tuple[str, str]:
    """(type, message) of an error body in the API's form; gateways send others, which have neither."""
    inner: Any = body
    if isinstance(body, dict):
        inner = body.get("error") or body.get("detail") or body
    if isinstance(inner, str):
        return "", inner[:2000]
    if not isinstance(inner, dict):
        # Some gateways send a list of errors.
        return "", str(inner or "")[:2000]
    kind = inner.get("type")
    known = isinstance(kind, str) and (kind in _PLAIN or _NAMED.fullmatch(kind))
    return (str(kind) if known else ""), str(inner.get("message") or "")[:2000]
