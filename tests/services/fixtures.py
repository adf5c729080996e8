"""Fixtures with the services' peers: each starts for the first test that asks for it, and ends with the run.

Where Node's packages or ../shared are missing, those tests are skipped with the reason (and fail in CI).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.services.emulate import Emulate


@contextmanager
def _there_or_skipped() -> Iterator[None]:
    from tests.services.node import PeerMissing

    try:
        yield
    except PeerMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def emulate(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Emulate"]:
    """Google, Slack, Linear and Microsoft's sign-in with Mia's and Ada's accounts (tests/services/emulate.py)."""
    from tests.services.emulate import emulate_services
    from tests.services.emulate_seed import CALLBACKS

    with _there_or_skipped(), emulate_services(tmp_path_factory.mktemp("emulate"), CALLBACKS) as services:
        yield services
