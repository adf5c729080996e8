"""The picture of the house in docs/contributors.md shows what import-linter holds."""

import re
import tomllib
from itertools import pairwise

import pytest

from tests.longest_first import LONGEST
from tests.test_rules_manifest import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS: dict[str, list[str]] = {each["name"]: each["layers"] for each in LINTER["contracts"] if each["type"] == "layers"}
ENGINE = "conversations/engine"


def _columns() -> dict[str, list[set[str]]]:
    """By heading, the floors of its column from the top down; each is a set of rooms."""
    found = re.search(r"## The house.*?```\n(.*?)```", (ROOT / "docs/contributors.md").read_text(), re.DOTALL)
    assert found is not None
    heads, *lines = found[1].splitlines()
    starts = [head.start() for head in re.finditer(r"\S+", heads)]
    columns = {}
    for start, end in pairwise([*starts, 1000]):
        cells = [cell for line in lines for cell in re.split(r" {3,}", line[start:end].strip()) if cell]
        columns[heads[start:end].strip()] = [set(cell.split(" | ")) for cell in cells]
    return columns


def _floor(layer: str, column: str) -> set[str]:
    """`conversations.turns | conversations.sharing` as the picture names the rooms."""
    return {room.replace(".", "/").removeprefix(f"{column}/") for room in layer.split(" | ")}


@pytest.mark.parametrize("name", [name for name, layers in ROOMS.items() if "." in layers[0]])
def test_the_floors_of_each_contract_stand_in_the_picture_from_the_top_down(name: str) -> None:
    layers = ROOMS[name]
    column = ENGINE if layers[0].startswith("conversations.engine") else layers[0].split(".")[0]
    floors = iter(_columns()[column])
    missing = [layer for layer in layers if not any(_floor(layer, column) <= floor for floor in floors)]
    assert missing == []


def test_the_picture_shows_no_room_that_no_contract_holds() -> None:
    held = {
        room.strip().replace(".", "/") for layers in ROOMS.values() for layer in layers for room in layer.split("|")
    }
    shown = {f"{column}/{room}" for column, floors in _columns().items() for floor in floors for room in floor}
    assert shown - held == set()


def test_the_files_that_a_run_begins_with_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
