"""rules.md section 5, cell by cell: who may see a snapshot (PL6, PL6a, PL7)."""

import pytest

from conversations.policy.sharing import may_share
from tests.conversations.rows import answer
from tests.conversations.sharing_cells import CELLS, Cell


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_snapshot_is_shared_exactly_as_the_table_says(cell: Cell) -> None:
    found = may_share(cell.organization, cell.audience, cell.kinds, cell.confirmed)
    assert answer(found) == cell.expected


def test_the_table_is_asked_in_every_cell() -> None:
    assert len(set(CELLS)) == 5 * 2 * 8 * 2 * 2 * 2
