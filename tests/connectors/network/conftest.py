"""Async tests of the guard run on asyncio, the only loop we use."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
