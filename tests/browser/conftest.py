"""Headless Chromium and the product that it looks at, once per module."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.chromium import MISSING, find_chromium
from tests.browser.person import PATIENCE_MILLISECONDS, Person
from tests.browser.prepared import PreparedHome, shared_folder
from tests.browser.product import Product
from tests.fakes.messages_api import MessagesApi, messages_api

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
OPTIONS = ["disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "no-first-run"]
# Containers run as root, and then Chromium's own sandbox cannot start.
ARGUMENTS = ["--no-sandbox", *(f"--{option}" for option in OPTIONS)]

Arrives = Callable[..., Person]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; closed at the end of the module, because its event loop would be in the way of other tests."""
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def settings_of_the_run() -> dict[str, str]:
    """More environment for the product; modules override it."""
    return {}


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreparedHome]:
    """What the run's first start left behind; gone at the end."""
    prepared = PreparedHome(shared_folder(tmp_path_factory, os.environ.get("PYTEST_XDIST_WORKER")))
    yield prepared
    prepared.discard()


@pytest.fixture(scope="module")
def product(settings_of_the_run: dict[str, str], prepared_home: PreparedHome) -> Iterator[Product]:
    """The running product, on a copy of the run's home. At the end Ctrl-C must stop all of it."""
    running = Product(settings_of_the_run)
    prepared_home.fill(running.home)
    try:
        running.start()
        yield running
        running.stop()
    finally:
        running.discard()


@pytest.fixture
def arrives(browser: Browser, product: Product) -> Iterator[Arrives]:
    """Opens browsers for people; they are closed after the test."""
    people: list[Person] = []

    def arrive(email: str, org: str = "acme") -> Person:
        people.append(Person.arrives(browser, product.url, email, org))
        return people[-1]

    yield arrive
    for person in people:
        person.context.close()


@pytest.fixture(scope="module")
def scripted() -> Iterator[MessagesApi]:
    """A model that stops in mid-sentence when it is told to."""
    with messages_api() as api:
        yield api


@pytest.fixture
def model(scripted: MessagesApi) -> MessagesApi:
    """The same with an empty script."""
    scripted.script.clear()
    scripted.requests.clear()
    scripted.paused.clear()
    scripted.go_on.clear()
    return scripted


@pytest.fixture
def mia(arrives: Arrives) -> Person:
    """Mia, signed in."""
    return arrives("mia@acme.example").sign_in().is_in()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """A failed test shows what was on the screens, and what the product logged."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        browser, product = item.funcargs.get("browser"), item.funcargs.get("product")
        if isinstance(browser, Browser) and report.when == "call":
            report.sections += [shown for context in browser.contexts for shown in _screens(item.name, context)]
        if isinstance(product, Product):
            report.sections.append(("The product's logs", product.logs()))
    return report


def _screens(test: str, context: BrowserContext) -> Iterator[tuple[str, str]]:
    RESULTS.mkdir(exist_ok=True)
    for page in context.pages:
        file = RESULTS / f"{test}-{len(list(RESULTS.glob(f'{test}-*.png'))) + 1}.png"
        page.screenshot(path=file)
        yield f"Screen {page.url} ({file})", page.locator("body").inner_text()
