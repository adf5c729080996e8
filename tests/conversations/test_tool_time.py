"""How long a call is waited for: by its effect, the connector's setting and what the turn has left."""

import pytest

from connectors.models import Effect
from conversations.engine.calls.patience import patience_for

CELLS = [
    # effect, what an owner set, what the turn has left: without a sign, in all
    (Effect.READ, None, 900.0, (60.0, 600.0)),
    (Effect.READ, None, 300.0, (60.0, 300.0)),
    (Effect.READ, None, 20.0, (20.0, 20.0)),
    (Effect.READ, None, -5.0, (1.0, 1.0)),
    (Effect.READ, 300, 900.0, (300.0, 300.0)),
    (Effect.READ, 10, 900.0, (10.0, 10.0)),
    (Effect.WRITE, None, 900.0, (60.0, 600.0)),
    (Effect.WRITE, None, 20.0, (60.0, 60.0)),
    (Effect.WRITE, None, -5.0, (60.0, 60.0)),
    (Effect.WRITE, 600, 900.0, (600.0, 600.0)),
    (Effect.WRITE, 10, 5.0, (10.0, 10.0)),
    (Effect.DESTRUCTIVE, None, 5.0, (60.0, 60.0)),
]


@pytest.mark.parametrize(("effect", "setting", "left", "found"), CELLS)
def test_a_call_is_waited_for(effect: str, setting: int | None, left: float, found: tuple[float, float]) -> None:
    assert tuple(patience_for(effect, setting, left)) == found
