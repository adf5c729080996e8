"""Fixtures of the whole way: the demo servers, the guard's list, and a person in front of a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.directory.loading import load_directory
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import READ, says
from tests.fakes.demo_servers import DemoServers
from tests.fakes.scripted_mcp import ScriptedMcp, scripted_mcp


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServers]:
    """The demo servers, once for the whole run."""
    home: Path = tmp_path_factory.mktemp("demo")
    with DemoServers(home) as running:
        yield running


@pytest.fixture
def directory(db: None, demo: DemoServers, settings: Any) -> None:
    """The shipped directory, with the demo servers reachable."""
    settings.EGRESS_ALLOW = [demo.base_url.removeprefix("http://")]
    load_directory(demo.base_url)


@pytest.fixture
def mias(cast: Cast) -> Browser:
    """Mia's browser."""
    return Browser.of(cast.mia)


@pytest.fixture
def adas(cast: Cast) -> Browser:
    """Ada's browser."""
    return Browser.of(cast.ada)


@pytest.fixture
def tracker(directory: None, adas: Browser) -> str:
    """Acme Tracker, enabled."""
    return adas.enable("acme-tracker")


@pytest.fixture
def reads_only(settings: Any) -> Iterator[ScriptedMcp]:
    """An open server with one tool, which says of itself that it only reads."""
    with scripted_mcp({"tools/list": says(READ)}) as script:
        settings.EGRESS_ALLOW = [script.allowed]
        yield script
