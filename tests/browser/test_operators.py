"""The operators' site in the running product: web logs in once more for it, and no other process can."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrives
from tests.browser.product import Product

pytestmark = pytest.mark.browser
ROOT, PHRASE = "root@instance.example", "a long pass phrase"


def test_an_operator_made_on_the_command_line_changes_a_plan(arrives: Arrives, product: Product) -> None:
    owner = {"SWITCHBOARD_DATABASE_ROLE": "owner", "DJANGO_SUPERUSER_PASSWORD": PHRASE}
    product.manage("createsuperuser", "--email", ROOT, "--no-input", **owner)
    root = arrives(ROOT)
    root.page.goto("/admin/")
    root.fill_in(PHRASE)
    expect(root.page.get_by_text("This instance")).to_be_visible()
    root.page.locator("#organizations-organization").get_by_role("link", name="Organizations").click()
    root.page.get_by_role("link", name="Acme", exact=True).click()
    root.page.get_by_label("Plan").select_option("enterprise")
    root.page.get_by_role("button", name="Save", exact=True).click()
    expect(root.page.get_by_text("was changed successfully")).to_be_visible()
    expect(root.page.get_by_role("row", name=re.compile(r"Acme\s+acme\s+Enterprise"))).to_be_visible()

    events = arrives("ada@acme.example").sign_in().is_in().get("audit-events")["results"]
    assert "organization.updated" in [event["action"] for event in events], events


def test_no_other_process_knows_the_operators_password(product: Product) -> None:
    knows = {
        "web" if "uvicorn" in each.cmdline() else " ".join(each.cmdline())
        for each in product.processes()
        if "switchboard_operator:" in str(each.environ())
    }
    assert knows == {"web"}
