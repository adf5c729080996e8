"""The whole way to health records: consent, SMART sign-in, a conversation, and what the rules keep closed."""

import uuid
from typing import Any

import pytest

from connectors.models import Connection, ConnectionStatus, Consent
from connectors.policy.consent import NOTICE, TEXT_HASH, VERSION
from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.fakes.messages_api import MessagesApi, text, tool
from tests.services.consent import consent as at_service
from tests.services.emulate_seed import ADA, MIA
from tests.services.health_people import SLUG, account_of, complete, connect, consents, eligible
from tests.services.smart import Smart
from tests.services.test_conversations import Desk, queued

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("transactional_db", "directory")]
__all__ = ["queued"]
BASE = {"openid", "fhirUser", "launch/patient", "offline_access", "patient/Patient.read"}
MEASURED = {"patient/Observation.read", "patient/DiagnosticReport.read"}


@pytest.fixture
def finns(cast: Cast, smart_server: Smart, settings: Any) -> Browser:
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, smart_server.host]
    complete(smart_server)
    return eligible(cast.finn)


@pytest.fixture
def connector(finns: Browser) -> str:
    return finns.enable(SLUG)


def test_h2_there_is_no_sign_in_without_a_consent_before_it(finns: Browser, connector: str) -> None:
    refused = finns.post(f"connectors/{connector}/connections")
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_required")
    with tenant(finns.member.organization_id):
        assert not Connection.objects.exists()
    assert consents(finns, connector, "measurements").status_code == 200
    assert finns.start(connector)["authorization_url"]


def test_h2_the_sign_in_asks_for_what_was_chosen_and_no_more(
    finns: Browser, connector: str, smart_server: Smart
) -> None:
    given = consents(finns, connector, "measurements").json()["given"]
    assert (given["version"], given["categories"]) == (VERSION, ["measurements"])
    asked = query_of(finns.start(connector)["authorization_url"])
    assert set(asked["scope"].split()) == BASE | MEASURED
    assert (asked["aud"], asked["code_challenge_method"]) == (smart_server.base, "S256")
    connect(finns, connector, MIA)
    account = account_of(finns)
    assert account.authorization_server["subject"] == "mia-kern"
    assert account.account == "Mia Kern (patient mia-kern)"
    with tenant(finns.member.organization_id):
        consent = Consent.objects.get()
    assert (consent.text_hash, set(consent.scopes)) == (TEXT_HASH, BASE | MEASURED)
    # What a call was refused for want of is not asked for either, until it is consented to.
    with tenant(finns.member.organization_id):
        account.want(["patient/Condition.read"])
    assert set(query_of(finns.start(connector)["authorization_url"])["scope"].split()) == BASE | MEASURED


def test_h2_withdrawing_ends_the_account_at_once_and_the_next_sign_in_wants_a_consent(
    finns: Browser, connector: str
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    waiting = finns.start(connector)["authorization_url"]
    assert finns.delete(f"connectors/{connector}/consent").status_code == 204
    assert account_of(finns).status == ConnectionStatus.REVOKED
    assert finns.get(f"connectors/{connector}/consent").json()["given"] is None
    late = finns.come_back(at_service(waiting, MIA))
    assert late.status_code == 400 or "connect_error" in query_of(late["Location"])
    assert finns.post(f"connectors/{connector}/connections").json()["code"] == "consent_required"
    with tenant(finns.member.organization_id):
        assert not Connection.objects.exclude(status=ConnectionStatus.REVOKED).exists()
        actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert {"consent.recorded", "consent.revoked", "connection.disconnected"} <= set(actions)


def test_h2_choosing_less_ends_the_account_that_has_more_and_choosing_more_does_not(
    finns: Browser, connector: str
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    consents(finns, connector, "measurements", "conditions")
    assert account_of(finns).status == ConnectionStatus.CONNECTED
    consents(finns, connector, "conditions")
    assert account_of(finns).status == ConnectionStatus.REVOKED


def test_two_people_read_their_own_records_in_their_own_chats_and_share_nothing(
    cast: Cast, finns: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    gus = eligible(cast.gus, "max")
    for browser, person, value in ((finns, MIA, "5.70 %"), (gus, ADA, "5.00 %")):
        here = connector if browser is finns else gus.enable(SLUG)
        consents(browser, here, "measurements")
        connect(browser, here, person)
        model.says([tool("health_records__list_labs", code="4548-4")], [text("It went down.")])
        desk = Desk(browser, here, model, engine())
        done = desk.ask()
        assert [done["status"], *(call["status"] for call in done["tool_calls"])] == ["completed", "succeeded"]
        assert value in desk.result()
        shared = browser.post(f"conversations/{desk.chat}/shares", audience="public")
        assert (shared.status_code, shared.json()["code"]) == (403, "connector_content_not_shareable")


@pytest.mark.parametrize(("plan", "country"), [("free", "US"), ("team", "US"), ("pro", "DE"), ("pro", "")])
def test_h1_h3_elsewhere_neither_a_consent_nor_a_sign_in_is_possible(
    finns: Browser, connector: str, plan: str, country: str
) -> None:
    browser = eligible(finns.member, plan, country)
    codes = {consents(browser, connector, "measurements").json()["code"]}
    codes.add(browser.post(f"connectors/{connector}/connections").json()["code"])
    assert codes <= {"plan_not_eligible", "region_not_eligible"}


def test_h6_it_is_off_in_a_new_chat_even_when_connected(
    finns: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    chat = finns.post("conversations").json()["id"]
    model.says([text("Hello.")])
    sent = finns.post(f"conversations/{chat}/messages", text="How is my HbA1c?").json()
    engine().run_turn(finns.member.organization_id, uuid.UUID(sent["turn"]["id"]))
    assert not [each for each in model.requests[-1].get("tools", []) if each["name"].startswith("health")]


def test_h4_what_was_read_goes_into_no_other_connector(
    finns: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    tracker = finns.enable("acme-tracker")
    finns.connect(tracker, "mia@acme.example")
    labs, issue = ("health_records__list_labs", {"code": "4548-4"}), {"title": "HbA1c 5.70 %"}
    model.says(
        [tool("acme_tracker__list_issues"), tool(labs[0], **labs[1])],
        [tool("acme_tracker__create_issue", **issue), tool("acme_tracker__list_issues")],
        [text("I may not.")],
    )
    desk = Desk(finns, connector, model, engine())
    on = finns.url(f"conversations/{desk.chat}/connectors/{tracker}")
    assert finns.client.put(on, {"enabled": True}, format="json").status_code == 200
    waiting = desk.ask()
    # What a read looks for leaves with it, so a person looks at that first.
    read = waiting["tool_calls"][-1]
    assert (waiting["status"], read["tool"], read["approval"]["why"]["code"]) == (
        "waiting_approval", "list_issues", "flow_asks",
    )  # fmt: skip
    assert finns.post(f"tool-calls/{read['id']}/decision", decision="allow_once").status_code == 200
    done = desk.go_on(waiting["id"])
    offered = [{each["name"] for each in request["tools"]} for request in model.requests]
    assert "acme_tracker__create_issue" in offered[0] and "acme_tracker__create_issue" not in offered[-1]
    calls = {call["tool"]: (call["status"], (call["error"] or {}).get("code", "")) for call in done["tool_calls"]}
    assert calls["create_issue"] == ("blocked", "health_content_stays")
    assert calls["list_issues"] == ("succeeded", "")


def test_h8_nothing_goes_to_a_model_that_may_train(
    finns: Browser, connector: str, model: MessagesApi, engine: Any, settings: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    model.says([tool("health_records__list_labs", code="4548-4")], [text("It went down.")])
    desk = Desk(finns, connector, model, engine())
    assert desk.ask()["status"] == "completed"
    settings.MODEL_DOES_NOT_TRAIN = False
    asked = len(model.requests)
    sent = finns.post(f"conversations/{desk.chat}/messages", text="And before?")
    assert (sent.status_code, sent.json()["code"]) == (403, "model_may_train")
    other = finns.post("conversations").json()["id"]
    url = finns.url(f"conversations/{other}/connectors/{connector}")
    refused = finns.client.put(url, {"enabled": True}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "model_may_train")
    assert len(model.requests) == asked


def test_h2_the_chats_with_such_content_can_be_deleted_and_only_those(
    cast: Cast, finns: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    model.says([tool("health_records__list_labs", code="4548-4")], [text("It went down.")])
    desk = Desk(finns, connector, model, engine())
    assert desk.ask()["status"] == "completed"
    other = finns.post("conversations").json()["id"]
    assert finns.delete(f"connectors/{connector}/consent").status_code == 204
    assert Browser.of(cast.gus).delete(f"connectors/{connector}/chats").status_code == 404
    assert finns.get(f"conversations/{desk.chat}").status_code == 200
    assert finns.delete(f"connectors/{connector}/chats").status_code == 204
    assert [finns.get(f"conversations/{chat}").status_code for chat in (desk.chat, other)] == [404, 200]


def test_access_that_ran_out_is_renewed_for_the_same_patient(
    finns: Browser, connector: str, smart_server: Smart, model: MessagesApi, engine: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    smart_server.expire()
    model.says([tool("health_records__list_labs", code="4548-4")], [text("It went down.")])
    desk = Desk(finns, connector, model, engine())
    assert [call["status"] for call in desk.ask()["tool_calls"]] == ["succeeded"]
    assert "5.70 %" in desk.result()
    assert account_of(finns).authorization_server["subject"] == "mia-kern"


def test_h7_a_values_course_is_drawn_in_the_chat_with_the_notice_and_is_not_shared(
    finns: Browser, connector: str, model: MessagesApi, engine: Any
) -> None:
    consents(finns, connector, "measurements")
    connect(finns, connector, MIA)
    model.says([tool("health_records__chart_lab", code="4548-4")], [text("It went down.")])
    desk = Desk(finns, connector, model, engine())
    (call,) = desk.ask()["tool_calls"]
    chart = call["chart"]
    assert [point["value"] for point in chart["series"][0]["points"]] == ["6.40", "6.1", "5.90", "5.70"]
    assert (chart["title"], chart["notice"]) == ("Hemoglobin A1c", NOTICE)
    assert "6.40 %" in desk.result()
    messages = finns.get(f"conversations/{desk.chat}/messages").json()["results"]
    (block,) = [each for each in messages[-1]["content"] if each["type"] == "tool_call"]
    assert block["tool_call"]["chart"] == chart
    for audience in ("organization", "public"):
        shared = finns.post(f"conversations/{desk.chat}/shares", audience=audience)
        assert (shared.status_code, shared.json()["code"]) == (403, "connector_content_not_shareable")
