"""What the model's SDK and its HTTP client raise, as our own errors.

Apart from them (errors.py), which the web process reads: the SDK is 40 MiB of modules.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import anthropic
import httpx2

from conversations.llm.errors import ModelBusy, ModelSilent, StreamBroken, of_answer


@contextmanager
def named_errors(*, streaming: bool) -> Iterator[None]:
    """Turn what the SDK and its HTTP client raise into ModelFailed."""
    try:
        yield
    except anthropic.APIStatusError as error:
        headers = error.response.headers
        failed = of_answer(error.status_code, error.body, _asked_pause(headers))
        failed.may_try_again = failed.may_try_again and headers.get("x-should-retry") != "false"
        raise failed from error
    except (anthropic.APITimeoutError, httpx2.ReadTimeout) as error:
        if isinstance(error.__cause__, httpx2.ConnectTimeout):
            raise _unreachable() from error
        raise ModelSilent from error
    except anthropic.APIConnectionError as error:
        if streaming:
            raise StreamBroken from error
        raise _unreachable() from error
    except (anthropic.APIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError, RecursionError) as error:
        # In mid-stream a cut connection is the HTTP client's own exception, not the SDK's.
        raise StreamBroken from error


def _unreachable() -> ModelBusy:
    return ModelBusy("model_unreachable", "The model can't be reached right now. Please try again.")


def _asked_pause(headers: Mapping[str, str]) -> str | None:
    """Some gateways say it in milliseconds too, which is closer."""
    try:
        return str(float(headers["retry-after-ms"]) / 1000)
    except (KeyError, ValueError):
        return headers.get("retry-after")
