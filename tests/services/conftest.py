"""The whole way to a built-in service: the directory, people in front of browsers, and an engine for their turns."""

from typing import Any

import pytest

from tests.connectors.conftest import adas, demo, directory, mias
from tests.conversations.conftest import engine, model
from tests.services.emulate import Emulate

__all__ = ["adas", "demo", "directory", "engine", "mias", "model"]


@pytest.fixture
def at_peer(emulate: Emulate, settings: Any) -> Emulate:
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, *emulate.hosts]
    return emulate
