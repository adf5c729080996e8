"""What can go wrong at the model, in words for people."""

from collections.abc import Iterator
from contextlib import contextmanager

import anthropic


class ModelFailed(Exception):
    """`code` is stable; `transient` means that the same request may work later."""

    def __init__(self, code: str, message: str, *, transient: bool) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.transient = transient


class StreamBroken(ModelFailed):
    """The answer broke off: nothing of this step counts but its tokens (`usage`), and it may be asked again at once."""

    def __init__(self) -> None:
        self.usage: dict[str, int] = {}
        super().__init__("model_interrupted", "The model's answer broke off. Please try again.", transient=True)


class RequestRefused(ModelFailed):
    """The service will not take this request, whenever it comes; `said` are its own words, for the next try only."""

    def __init__(self, code: str, message: str, said: str) -> None:
        super().__init__(code, message, transient=False)
        self.said = said


@contextmanager
def named_errors(*, streaming: bool) -> Iterator[None]:
    """Turn the SDK's exceptions into ModelFailed; the SDK has already retried what it could."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _of_status(error) from error
    except anthropic.APIConnectionError as error:
        if streaming:
            raise StreamBroken from error
        raise ModelFailed(
            "model_unreachable", "The model can't be reached right now. Please try again.", transient=True
        ) from error
    except (anthropic.APIError, OSError) as error:
        raise StreamBroken from error


def _of_status(error: anthropic.APIStatusError) -> ModelFailed:
    kind = _kind(error)
    if error.status_code in (401, 403):
        return ModelFailed(
            "model_unauthorized",
            "The model refused Switchboard's key. An operator has to check ANTHROPIC_API_KEY.",
            transient=False,
        )
    if error.status_code == 429:
        return ModelFailed(
            "model_rate_limited",
            "The model has too many requests right now. Try again in a minute.",
            transient=True,
        )
    if error.status_code == 529 or kind == "overloaded_error":
        return ModelFailed(
            "model_overloaded", "The model is overloaded right now. Try again in a minute.", transient=True
        )
    if error.status_code >= 500:
        return ModelFailed("model_failed", "The model had an error of its own. Please try again.", transient=True)
    if error.status_code == 413 or "prompt is too long" in str(error.body):
        words = "This chat is too long for the model. Start a new one."
        return RequestRefused("conversation_too_long", words, _said(error))
    return RequestRefused("model_rejected", f"The model did not accept the request ({kind}).", _said(error))


def _kind(error: anthropic.APIStatusError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error")
    return str(inner.get("type", "error"))[:60] if isinstance(inner, dict) else "error"


def _said(error: anthropic.APIStatusError) -> str:
    return str(error.body)[:2000]
