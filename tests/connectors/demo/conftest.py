from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.connectors.demo.oauth_flow import OAuthFlow
from tests.fakes.demo_servers import DemoServers


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[DemoServers]:
    with DemoServers(tmp_path) as running:
        yield running


@pytest.fixture
def http(servers: DemoServers) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=servers.base_url, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def flow(servers: DemoServers, http: httpx2.Client) -> OAuthFlow:
    return OAuthFlow(servers, http)
