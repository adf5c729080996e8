"""What running tools say of their progress, as far as it can be shown; every sign prolongs the call, until its end."""

import math
from typing import Any

import anyio
import pytest

from connectors.mcp import Progress
from connectors.mcp.raw_answers import Listening, readable

pytestmark = pytest.mark.anyio
Said = tuple[float, float | None, str | None]


async def heard(
    monkeypatch: pytest.MonkeyPatch, *said: Said, end_after: int | None = None, apart: float = 1.0
) -> list[Progress]:
    seen: list[Progress] = []

    async def note(progress: Progress) -> None:
        seen.append(progress)

    now = 100.0
    monkeypatch.setattr(anyio, "current_time", lambda: now)
    listening = Listening(60.0, note)
    listening.begin()
    for number, each in enumerate(said):
        if number == end_after:
            listening.end()
        now += apart
        await listening.report(*each)
        if end_after is None:
            assert listening.scope.deadline == now + 60.0
    return seen


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ((1, 4, "step 1"), Progress(1, 4, "step 1")),
        ((0.25, 1.0, None), Progress(0.25, 1.0, None)),
        ((3, None, "rows"), Progress(3, None, "rows")),
        ((5, 4, None), Progress(5, None, None)),  # past the whole
        ((1, 0, None), Progress(1, None, None)),
        ((1, -4, None), Progress(1, None, None)),
        ((-1, 4, None), Progress(0, 4, None)),
        ((math.nan, 4, None), Progress(0, 4, None)),
        ((math.inf, math.inf, None), Progress(0, None, None)),
        ((1e300, 1e301, None), Progress(0, None, None)),
        ((1, 4, ""), Progress(1, 4, None)),
        ((1, 4, "a\x00b"), Progress(1, 4, "ab")),
    ],
)
async def test_what_can_be_shown_is(monkeypatch: pytest.MonkeyPatch, said: Said, shown: Progress) -> None:
    assert await heard(monkeypatch, said) == [shown]


async def test_a_long_message_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    (seen,) = await heard(monkeypatch, (1, 2, "x" * 9000))
    assert seen.message is not None
    assert len(seen.message) <= 501


async def test_progress_never_runs_back(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = await heard(monkeypatch, (3, 10, None), (2, 10, None), (3, 10, None), (4, 10, None))
    assert [each.progress for each in seen] == [3, 3, 3, 4]


async def test_nothing_is_heard_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await heard(monkeypatch, (1, 2, None), (2, 2, None), end_after=1) == [Progress(1, 2, None)]


async def test_people_get_ten_a_second_of_a_flood_and_each_prolongs_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = await heard(monkeypatch, *((n, None, None) for n in range(4_000)), apart=1 / 4_000)
    assert 8 <= len(seen) <= 10


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ({"progress": "50", "total": "100"}, {"progress": 50.0, "total": 100.0}),
        ({"progress": None, "total": None, "message": "still here"}, {"progress": 0.0, "message": "still here"}),
        ({"message": {"a": 1}}, {"progress": 0.0}),
        ({"progress": "half", "total": [4]}, {"progress": 0.0}),
        ({"progress": True, "total": False}, {"progress": 0.0}),
        ({"progress": 10**400, "total": 10**400}, {"progress": 0.0}),
    ],
)
def test_a_crooked_word_of_progress_is_one(said: dict[str, Any], taken: dict[str, Any]) -> None:
    assert readable({"progressToken": 3.0, **said}) == {"progressToken": 3, **taken}
