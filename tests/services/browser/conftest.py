"""The whole product, started once for this folder, with its listings at peers and a scripted model."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import arrives, browser, mia, model, pytest_runtest_makereport
from tests.browser.product import Product
from tests.fakes.messages_api import MessagesApi, messages_api
from tests.services.browser.outside import Outside, let_out, point_listings, services_for
from tests.services.fixtures import there_or_skipped

__all__ = ["arrives", "browser", "mia", "model", "pytest_runtest_makereport"]


@pytest.fixture(scope="package")
def scripted() -> Iterator[MessagesApi]:
    """The model of all these conversations."""
    with messages_api() as api:
        yield api


@pytest.fixture(scope="package")
def unstarted(scripted: MessagesApi) -> Iterator[Product]:
    """The product with its port and its model."""
    model = {"ANTHROPIC_BASE_URL": scripted.url, "ANTHROPIC_API_KEY": "of-the-tests", "MODEL_DOES_NOT_TRAIN": "1"}
    running = Product(model)
    yield running
    running.discard()


@pytest.fixture(scope="package")
def outside(unstarted: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """The services (outside.py)."""
    with there_or_skipped(), services_for(unstarted, tmp_path_factory.mktemp("outside")) as services:
        yield services


@pytest.fixture(scope="package")
def product(unstarted: Product, outside: Outside) -> Iterator[Product]:
    """The running product, whose directory leads to these services. At the end Ctrl-C must stop all of it."""
    let_out(unstarted, outside)
    unstarted.start()
    point_listings(unstarted, outside)
    yield unstarted
    unstarted.stop()
