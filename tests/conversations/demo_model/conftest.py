from collections.abc import Iterator

import anthropic
import pytest

from tests.fakes.demo_servers import DemoModel


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="package")
def model() -> Iterator[DemoModel]:
    with DemoModel() as running:
        yield running


@pytest.fixture
def client(model: DemoModel) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key="none", base_url=model.base_url, max_retries=0) as opened:
        yield opened
