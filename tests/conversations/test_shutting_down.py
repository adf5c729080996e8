"""A worker that is told to stop while it starts stops without an error."""

import sys
from types import ModuleType

import pytest

from conversations.tasks import give_turns_back

ENGINE = "conversations.engine.runtime"


@pytest.mark.parametrize("loaded", [None, ModuleType(ENGINE)], ids=["not at all", "half"])
def test_a_worker_whose_engine_is_not_loaded_yet_has_no_turns_to_give_back(
    monkeypatch: pytest.MonkeyPatch, loaded: ModuleType | None
) -> None:
    monkeypatch.delitem(sys.modules, ENGINE, raising=False)
    if loaded is not None:
        monkeypatch.setitem(sys.modules, ENGINE, loaded)
    give_turns_back()


def test_a_running_engine_is_told_to_give_its_turns_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    engine = ModuleType(ENGINE)
    engine.drain = lambda: told.append("drain")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, ENGINE, engine)
    give_turns_back()
    assert told == ["drain"]
