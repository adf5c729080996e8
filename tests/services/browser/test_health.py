"""Somebody alone in their organization consents, signs in at their clinic and sees a value's course in the chat."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import Arrives
from tests.browser.person import Person
from tests.browser.pictures import look
from tests.browser.product import Product
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.browser.outside import HEALTH, Outside
from tests.services.browser.people import enter, new_chat_with, tile_of

pytestmark = [pytest.mark.browser, pytest.mark.peer, pytest.mark.services]
CHART = "health_records__chart_lab"
# As an operator does in the admin: who may use health records is not for the workspace to say.
ELIGIBLE = """
from organizations.models import Organization
from organizations.tenancy import as_operator
with as_operator("a test"):
    Organization.objects.filter(slug="finn").update(plan="pro", country="US")
"""


@pytest.fixture
def finn(arrives: Arrives, product: Product) -> Person:
    """Finn, signed in, on a plan and in the country where health records may be used."""
    product.manage("shell", "-c", ELIGIBLE)
    return arrives("finn@example.com", "finn").sign_in().is_in()


def consents_and_connects(finn: Person) -> None:
    """On the service's page: read the text, choose what may be read, sign in as the patient, come back."""
    page = finn.page
    page.get_by_role("button", name="Connect", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This is not medical advice.")
    look(finn, "health-consent")
    dialog.get_by_label("Lab results and vital signs").check()
    dialog.get_by_role("button", name="Agree and sign in").click()
    page.get_by_role("button", name="mia@acme.example").click()
    expect(page).to_have_url(re.compile(rf"/o/finn/connectors/{HEALTH.slug}$"))
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()


def is_not_shared(finn: Person, chat: Chat) -> None:
    """The dialog says why and offers no link; the server refuses both."""
    finn.page.get_by_role("button", name="Share").click()
    dialog = finn.page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile("This chat can.t be shared"))
    expect(dialog).to_contain_text(HEALTH.name)
    expect(dialog.get_by_role("button", name=re.compile("^Share"))).to_have_count(0)
    look(finn, "health-share")
    for audience in ("organization", "public"):
        refused = finn.send("POST", f"conversations/{chat.id}/shares", {"audience": audience})
        assert (refused.status, refused.json()["code"]) == (403, "connector_content_not_shareable")
    dialog.get_by_role("button", name="Close").first.click()


def test_a_values_course_is_drawn_in_the_chat_and_is_never_shared(
    finn: Person, model: MessagesApi, outside: Outside
) -> None:
    tile_of(finn, HEALTH).get_by_role("button", name="Set up first").click()
    enter(finn, HEALTH, **{"FHIR base address": outside.health.base})
    consents_and_connects(finn)
    chat = new_chat_with(finn, HEALTH)
    model.says([tool(CHART, code="4548-4")], [text("Your HbA1c fell from 6.40 % to 5.70 % in two years.")])
    chat.say("How did my HbA1c change over the last two years?")
    chat.wait_for_end()

    chart = finn.page.get_by_role("figure", name="Hemoglobin A1c LOINC 4548-4")
    expect(chart.get_by_role("img", name=re.compile("4 values, the first 6.40 %.*the last 5.70 %"))).to_be_visible()
    for value in ("6.40", "6.1", "5.90", "5.70"):
        expect(chart.get_by_text(value, exact=True)).to_be_visible()
    expect(chart.get_by_role("note")).to_contain_text("This is not medical advice.")
    look(finn, "health-a1c", chart)
    finn.page.reload()
    chart.get_by_role("button", name="Show as table").click()
    rows = chart.get_by_role("row")
    expect(rows).to_have_count(5)
    expect(rows.nth(1)).to_contain_text("2024-05-03T08:15:00+02:00")
    look(finn, "health-table", chart.get_by_role("table"))
    is_not_shared(finn, chat)

    model.says([tool(CHART, code="1988-5")], [text("It was high in June 2025.")])
    chat.say("And my CRP?")
    chat.wait_for_end()
    odd = finn.page.get_by_role("figure", name="C reactive protein LOINC 1988-5")
    for words in ("<0.50", "7.20", "Above its range", "Below its range", "Only a limit was measured", "Day not known"):
        expect(odd.get_by_text(words, exact=True)).to_be_visible()
    look(finn, "health-crp", odd)
    model.says([tool("health_records__chart_vital", kind="blood pressure")], [text("118 over 79, about.")])
    chat.say("And my blood pressure?")
    chat.wait_for_end()
    pressure = finn.page.get_by_role("figure", name=re.compile("Blood pressure"))
    expect(pressure).to_contain_text("measurement error")
    look(finn, "health-pressure", pressure)
