"""While the API is slow: the frame of each page is there at once, and nothing of it moves when the answers come."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect

from tests.browser.main_job import enabled
from tests.browser.person import Person
from tests.browser.product import Product

pytestmark = pytest.mark.browser
WIDTHS = [390, 1280]
ME, ORGANIZATION = "/api/v1/me", "/api/v1/organizations/acme"
Find = Callable[[Page], Locator]


def heading(name: str) -> Find:
    return lambda page: page.get_by_role("heading", name=name, exact=True)


def button(name: str) -> Find:
    return lambda page: page.get_by_role("button", name=name, exact=True)


def link(name: str) -> Find:
    return lambda page: page.get_by_role("main").get_by_role("link", name=name, exact=True)


# What each page shows before it knows anything of its own.
FRAMES: dict[str, list[Find]] = {
    "/connectors": [
        heading("Connectors"),
        lambda page: page.get_by_role("searchbox", name="Search connectors"),
        button("All"),
        button("Reads"),
        button("Connected"),
    ],
    "/connectors/acme-tracker": [link("Connectors")],
    "/customize/connectors": [heading("Your connectors"), link("Browse the directory")],
    "/projects": [heading("Projects"), button("New project")],
    "/approvals": [heading("Approvals")],
    "/settings/general": [heading("Acme settings"), link("Audit log")],
    "/settings/members": [heading("Acme settings"), link("Audit log"), heading("Members")],
    "/settings/connectors": [heading("Acme settings"), link("Audit log"), heading("Requests")],
    "/settings/audit": [
        heading("Acme settings"),
        link("Audit log"),
        lambda page: page.get_by_label("Action"),
    ],
}


@dataclass
class SlowApi:
    """Answers only these addresses until it is let go."""

    page: Page
    quick: set[str]
    held: list[Route] = field(default_factory=list)
    slow: bool = True

    def __post_init__(self) -> None:
        self.page.route("**/api/v1/**", self._take)

    def _take(self, route: Route) -> None:
        path = route.request.url.partition("?")[0].partition("/api/")[2]
        if not self.slow or f"/api/{path}" in self.quick:
            route.continue_()
        else:
            self.held.append(route)

    def answer(self, path: str) -> None:
        """Let go what asks for this, and wait until the page has drawn what it says."""
        self.quick.add(path)
        with self.page.expect_response(lambda response: response.url.endswith(path)):
            for route in [each for each in self.held if each.request.url.endswith(path)]:
                self.held.remove(route)
                route.continue_()
        self.page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    def let_go(self) -> None:
        self.slow = False
        for route in self.held:
            route.continue_()
        expect(loading(self.page)).to_have_count(0)
        self.page.wait_for_load_state("networkidle")


def loading(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("status", name="Loading")


def place_of(one: Locator) -> FloatRect:
    expect(one).to_be_visible()
    # None: it was drawn anew at this very moment.
    return one.bounding_box() or place_of(one)


@pytest.fixture(scope="module")
def ada(browser: Browser, product: Product) -> Iterator[Person]:
    person = Person.arrives(browser, product.url, "ada@acme.example").sign_in().is_in()
    enabled(person)
    yield person
    person.context.close()


@pytest.fixture
def page(ada: Person) -> Iterator[Page]:
    """A page of Ada's that has read nothing yet."""
    fresh = ada.context.new_page()
    yield fresh
    fresh.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", FRAMES)
def test_the_frame_of_a_page_stands_at_once_where_it_stays(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    slow = SlowApi(page, {ME})
    page.goto(f"/o/acme{path}")
    parts = [find(page) for find in FRAMES[path]]
    for part in parts:
        expect(part).to_be_visible()
    before = [place_of(part) for part in parts]
    slow.answer(ORGANIZATION)
    assert [place_of(part) for part in parts] == before
    slow.let_go()
    assert [place_of(part) for part in parts] == before


@pytest.mark.parametrize("width", WIDTHS)
def test_the_workspace_stands_before_it_is_known_who_one_is(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    slow = SlowApi(page, set())
    page.goto("/o/acme/connectors")
    title = heading("Connectors")(page)
    expect(title).to_be_visible()
    expect(loading(page)).to_be_visible()
    before = place_of(title)
    slow.let_go()
    assert place_of(title) == before


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/connectors", "/settings/audit", "/projects"])
def test_what_loads_is_as_wide_as_what_comes(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    slow = SlowApi(page, {ME, ORGANIZATION})
    page.goto(f"/o/acme{path}")
    expect(loading(page)).to_be_visible()
    skeleton = loading(page).locator("css=[class*=card], [class*=tile]").first
    before = place_of(skeleton)
    slow.let_go()
    after = place_of(page.get_by_role("main").locator("css=[class*=card], [class*=tile]").first)
    assert (after["x"], after["y"], after["width"]) == (before["x"], before["y"], before["width"])


def test_a_new_chat_says_nothing_of_connectors_before_it_knows_them(page: Page) -> None:
    slow = SlowApi(page, {ME, ORGANIZATION})
    page.goto("/o/acme")
    greeting = page.get_by_role("heading", name=re.compile("^Hello"))
    expect(greeting).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Connect your tools")).to_have_count(0)
    message = page.get_by_role("textbox", name="Message")
    expect(message).to_be_focused()
    # Its box shows the focus, wherever the styles come from.
    expect(message).to_have_css("outline-style", "none")
    before = place_of(message)
    slow.let_go()
    assert place_of(message) == before


@pytest.mark.parametrize("width", WIDTHS)
def test_a_toast_covers_neither_the_menus_nor_what_one_writes_in(ada: Person, page: Page, width: int) -> None:
    connector = enabled(ada)
    ada.connect(connector)
    connection = next(each for each in ada.get("connectors")["results"] if each["id"] == connector)["connections"][0]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/o/acme?connected={connector}&connection={connection['id']}")
    toast = page.get_by_role("status").filter(has_text="is connected.")
    page.get_by_role("button", name="Add to conversation").click()
    # On a phone it stands over the heading, between the buttons.
    start = (
        page.get_by_role("heading", name="New chat")
        if width == 1280
        else page.get_by_role("button", name="Menu", include_hidden=True)
    )
    needed = [page.get_by_role("dialog", name="Add to conversation"), page.get_by_label("Message"), start]
    for one in needed:
        assert not overlap(place_of(toast), place_of(one))


def overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )
