"""Signing up: the address is confirmed by the link on the operator's console, and one goes on where one wanted."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.product import Product
from tests.local.conftest import eventually

pytestmark = pytest.mark.browser
NORA = "nora@example.org"


def mailed(product: Product, path: str) -> str:
    """The newest link of this kind for Nora that the terminal of `make run` shows."""

    def links() -> list[str]:
        mails = [line for line in product.said if line.startswith(f"Mail to {NORA}:")]
        return [found[0] for line in mails if (found := re.search(rf"http\S+/{path}/\S+", line))]

    assert eventually(lambda: bool(links())), product.said
    return links()[-1]


def signs_up(nora: Person) -> None:
    nora.page.get_by_role("link", name="Create an account").click()
    nora.page.get_by_label("Name").fill("Nora Nilsen")
    nora.page.get_by_label("E-mail").fill(NORA)
    nora.page.get_by_label("Password").fill("a long pass phrase")
    nora.page.get_by_role("button", name="Create account").click()
    expect(nora.page.get_by_role("heading", name="Confirm your address")).to_be_visible()


def test_an_invited_newcomer_confirms_the_address_and_joins(arrives: Arrives, product: Product) -> None:
    arrives("ada@acme.example").sign_in().is_in().post("invitations", email=NORA)
    nora = arrives(NORA)
    nora.page.goto(mailed(product, "invitations"))
    signs_up(nora)

    nora.page.get_by_role("link", name="Look around first").click()
    expect(nora.page.get_by_text("Confirm your address.")).to_be_visible()
    nora.page.goto("/profile")
    expect(nora.page.get_by_text("Confirm your e-mail address first")).to_be_visible()
    nora.page.goto(mailed(product, "invitations"))
    expect(nora.page.get_by_role("button", name="Join")).to_be_disabled()

    other_tab = nora.context.new_page()
    other_tab.goto(mailed(product, "accounts/confirm-email"))
    other_tab.get_by_role("button", name="Confirm").click()
    expect(other_tab.get_by_role("textbox", name="Message")).to_be_visible()

    nora.page.get_by_role("button", name="Join").click()
    expect(nora.page).to_have_url(re.compile("/o/acme$"))
    nora.is_in()
    assert "accounts/confirm-email" not in product.logs()
