"""How long a turn waits for the model before it asks again, and when it gives up. Pure, but for the chance in it."""

import random

from conversations.llm.errors import ModelBusy, ModelFailed, ModelSilent, StreamBroken

# Further tries after a step that broke off, and the first pause between them.
BROKEN_RETRIES = 2
RETRY_SECONDS = 0.5
# A model that said nothing for two minutes may be down: one more try.
SILENT_RETRIES = 1
FIRST_BUSY_SECONDS = 1.0
LONGEST_BUSY_SECONDS = 30.0
# All waits of one step together. A person who has just asked is told soon; work that tools have done is worth minutes.
BUSY_SECONDS = 20.0
BUSY_SECONDS_AFTER_TOOLS = 300.0


def seconds_before_retry(failed: ModelFailed, failures: int, waited: float, *, after_tools: bool) -> float | None:
    """The pause before the next try, None to give up.

    `failures` counts this step's tries that failed so, this one too; `waited` is how long the step has paused already.
    """
    if not failed.may_try_again:
        return None
    if isinstance(failed, StreamBroken):
        return RETRY_SECONDS * failures if failures <= BROKEN_RETRIES else None
    if isinstance(failed, ModelSilent):
        return 0.0 if failures <= SILENT_RETRIES else None
    if isinstance(failed, ModelBusy):
        pause = _busy_pause(failed, failures)
        return pause if waited + pause <= (BUSY_SECONDS_AFTER_TOOLS if after_tools else BUSY_SECONDS) else None
    return None


def _busy_pause(failed: ModelBusy, failures: int) -> float:
    """What the service asks for, else longer each time, and never all workers at the same moment."""
    if failed.retry_after is not None:
        return max(failed.retry_after, RETRY_SECONDS)
    doubled: float = min(FIRST_BUSY_SECONDS * 2.0 ** (failures - 1), LONGEST_BUSY_SECONDS)
    return doubled * random.uniform(0.75, 1.0)  # noqa: S311 (no secret: only not all at once)
