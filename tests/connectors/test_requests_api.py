"""Members ask for connectors, owners decide; everybody else sees nothing of it."""

from typing import Any

import pytest

from connectors.directory.loading import load_directory
from connectors.models import Connector, ConnectorRequest
from organizations.models import AuditEvent, Role
from organizations.organization import change_role, remove_member
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import change_listings, store_listing

pytestmark = pytest.mark.django_db
TRACKER = "acme-tracker"
REASON = "For the stand-up on Monday."


@pytest.fixture(autouse=True)
def _listed(db: None) -> None:
    load_directory("http://127.0.0.1:8001")


@pytest.fixture
def maxs(cast: Cast) -> Browser:
    return Browser.of(cast.max)


def ask(browser: Browser, slug: str = TRACKER, reason: str = REASON) -> dict[str, Any]:
    answer = browser.post("connector-requests", listing=slug, reason=reason)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def decide(browser: Browser, request: dict[str, Any], status: str, **word: str) -> Any:
    return browser.patch(f"connector-requests/{request['id']}", status=status, **word)


def listed(browser: Browser, **query: str) -> list[tuple[str, str]]:
    rows = browser.get("connector-requests", **query).json()["results"]
    return [(row["member"]["name"], row["status"]) for row in rows]


def on_card(browser: Browser) -> Any:
    (card,) = browser.get("directory", q="tracker").json()["results"]
    page = browser.get(f"directory/{TRACKER}").json()
    assert card["request"] == page["request"]
    return card["request"] and (card["request"]["status"], card["request"]["decided_by"], card["request"]["answer"])


def audited(cast: Cast) -> list[tuple[str, str]]:
    with tenant(cast.acme.id):
        rows = AuditEvent.objects.filter(action__startswith="connector.")
        return sorted((row.action, row.data.get("decision", "")) for row in rows)


def codes(request: dict[str, Any]) -> dict[str, str]:
    return {name: decision["code"] for name, decision in request["actions"].items()}


def test_an_owner_approves_what_a_member_asks_for(cast: Cast, adas: Browser, mias: Browser) -> None:
    request = ask(mias)
    assert (request["listing"]["slug"], request["reason"], request["status"]) == (TRACKER, REASON, "open")
    assert codes(request) == {"approve": "owner_required", "dismiss": "owner_required", "withdraw": ""}
    assert on_card(mias) == ("open", None, "")
    (seen,) = adas.get("connector-requests", status="open").json()["results"]
    assert (seen["member"]["name"], seen["reason"]) == ("Mia Kern", REASON)
    assert codes(seen) == {"approve": "", "dismiss": "", "withdraw": "requester_required"}
    approved = decide(adas, request, "approved", answer="Have fun.")
    assert (approved.status_code, approved.json()["status"], approved.json()["decided_by"]) == (
        200,
        "approved",
        "Ada Byron",
    )
    assert adas.get("connector-requests", status="open").json()["results"] == []
    assert on_card(mias) == ("approved", "Ada Byron", "Have fun.")
    assert mias.get(f"directory/{TRACKER}").json()["actions"]["connect"]["allowed"] is True
    assert audited(cast) == [
        ("connector.enabled", ""),
        ("connector.request_decided", "approved"),
        ("connector.requested", ""),
    ]


def test_an_owner_dismisses_with_a_word_and_the_member_may_ask_again(cast: Cast, adas: Browser, mias: Browser) -> None:
    request = ask(mias)
    assert decide(adas, request, "dismissed", answer="We use\nLinear.").json()["answer"] == "We use Linear."
    assert on_card(mias) == ("dismissed", "Ada Byron", "We use Linear.")
    assert mias.get(f"directory/{TRACKER}").json()["state"] == "not_enabled"
    again = ask(mias, reason="Linear is not for us.")
    assert again["id"] != request["id"]
    assert on_card(mias) == ("open", None, "")
    assert listed(adas) == [("Mia Kern", "open"), ("Mia Kern", "dismissed")]
    assert audited(cast) == [
        ("connector.request_decided", "dismissed"),
        ("connector.requested", ""),
        ("connector.requested", ""),
    ]


def test_an_owner_is_told_beforehand_why_a_request_could_not_be_approved(
    cast: Cast, mias: Browser, adas: Browser
) -> None:
    ask(mias)
    with tenant(cast.acme.id):
        factories.make_connector(cast.ada, name="Acme Tracker", url="https://tracker.example/mcp")
    (seen,) = adas.get("connector-requests", status="open").json()["results"]
    assert codes(seen) == {"approve": "name_taken", "dismiss": "", "withdraw": "requester_required"}
    assert decide(adas, seen, "approved").json()["code"] == "name_taken"


def test_asking_again_changes_the_reason_of_the_open_request(cast: Cast, mias: Browser) -> None:
    first, second = ask(mias), ask(mias, reason="Another reason.")
    assert (first["id"], second["reason"]) == (second["id"], "Another reason.")
    assert listed(mias) == [("Mia Kern", "open")]
    assert audited(cast) == [("connector.requested", "")]


def test_who_asked_takes_it_back(cast: Cast, adas: Browser, mias: Browser) -> None:
    request = ask(mias)
    assert decide(adas, request, "withdrawn").json()["code"] == "requester_required"
    assert decide(mias, request, "withdrawn").json()["status"] == "withdrawn"
    assert on_card(mias) is None
    assert listed(adas, status="open") == []
    assert audited(cast) == [("connector.request_withdrawn", ""), ("connector.requested", "")]
    assert ask(mias)["id"] != request["id"]


def test_enabling_in_any_way_approves_every_open_request(
    cast: Cast, adas: Browser, mias: Browser, maxs: Browser
) -> None:
    ask(mias), ask(maxs), ask(maxs, "acme-docs")
    adas.enable(TRACKER)
    assert on_card(mias) == on_card(maxs) == ("approved", "Ada Byron", "")
    assert listed(adas, status="open") == [("Max Moor", "open")]
    assert [action for action, _ in audited(cast)].count("connector.request_decided") == 2


def test_approving_one_request_approves_the_others(cast: Cast, adas: Browser, mias: Browser, maxs: Browser) -> None:
    request = ask(mias)
    ask(maxs)
    decide(adas, request, "approved", answer="Have fun.")
    assert on_card(maxs) == ("approved", "Ada Byron", "")
    assert on_card(mias) == ("approved", "Ada Byron", "Have fun.")


def test_an_old_decision_is_not_shown_once_it_says_nothing(cast: Cast, adas: Browser, mias: Browser) -> None:
    decide(adas, ask(mias), "dismissed")
    connector = adas.enable(TRACKER)
    assert on_card(mias) is None
    adas.delete(f"connectors/{connector}")
    ask(mias)
    adas.enable(TRACKER)
    adas.delete(f"connectors/{connector}")
    assert on_card(mias) is None
    assert mias.get(f"directory/{TRACKER}").json()["actions"]["request"]["allowed"] is True


@pytest.mark.parametrize("status", ["approved", "dismissed", "withdrawn"])
def test_a_request_is_closed_once(cast: Cast, adas: Browser, mias: Browser, status: str) -> None:
    request = ask(mias)
    assert decide(mias if status == "withdrawn" else adas, request, status).status_code == 200
    for browser, later in ((adas, "approved"), (adas, "dismissed"), (mias, "withdrawn")):
        late = decide(browser, request, later)
        assert (late.status_code, late.json()["code"]) == (409, "request_closed")
        assert late.json()["detail"] == f"This request is {status} already."
    (row,) = mias.get("connector-requests").json()["results"]
    assert row["status"] == status
    assert codes(row)["withdraw"] == "request_closed"


def test_only_owners_decide(cast: Cast, mias: Browser, maxs: Browser) -> None:
    request = ask(mias)
    for status in ("approved", "dismissed"):
        refused = decide(mias, request, status)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")
        assert decide(maxs, request, status).status_code == 404
    assert listed(mias) == [("Mia Kern", "open")]


def test_members_see_their_own_and_strangers_nothing(cast: Cast, adas: Browser, mias: Browser, maxs: Browser) -> None:
    request = ask(mias)
    ask(maxs)
    assert listed(mias) == [("Mia Kern", "open")]
    assert sorted(listed(adas)) == [("Max Moor", "open"), ("Mia Kern", "open")]
    assert on_card(adas) is None
    globex = Browser.of(cast.gus)
    assert listed(globex) == []
    assert decide(globex, request, "approved").status_code == 404
    assert decide(maxs, request, "withdrawn").status_code == 404
    assert globex.client.get(mias.url("connector-requests")).status_code == 404


def test_owners_and_people_on_their_own_ask_nobody(cast: Cast, adas: Browser) -> None:
    for browser in (adas, Browser.of(cast.finn)):
        refused = browser.post("connector-requests", listing=TRACKER, reason=REASON)
        assert (refused.status_code, refused.json()["code"]) == (403, "owner_is_you")


def test_what_is_enabled_is_not_asked_for(adas: Browser, mias: Browser) -> None:
    adas.enable(TRACKER)
    refused = mias.post("connector-requests", listing=TRACKER, reason=REASON)
    action = mias.get(f"directory/{TRACKER}").json()["actions"]["request"]
    assert (refused.status_code, refused.json()["code"]) == (403, "connector_enabled_already")
    assert (action["code"], action["reason"]) == (refused.json()["code"], refused.json()["detail"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sensitivity": "health"}, "plan_not_eligible"),
        ({"plans": ["free"]}, "plan_not_eligible"),
        ({"regions": ["US"]}, "region_not_eligible"),
    ],
)
def test_what_no_owner_could_enable_is_not_asked_for(mias: Browser, change: dict[str, Any], code: str) -> None:
    store_listing(slug="elsewhere", name="Elsewhere", **change)
    refused = mias.post("connector-requests", listing="elsewhere", reason=REASON)
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert mias.get("connector-requests").json()["results"] == []


@pytest.mark.parametrize("slug", ["no-such-thing", "healthex"])
def test_what_is_not_listed_is_not_there(mias: Browser, slug: str) -> None:
    assert mias.post("connector-requests", listing=slug, reason=REASON).json()["code"] == "not_found"


def test_a_phone_asks_and_does_not_approve(cast: Cast, adas: Browser, mias: Browser) -> None:
    phone = {"headers": {"X-Client": "ios"}, "format": "json"}
    asked = mias.client.post(mias.url("connector-requests"), {"listing": TRACKER, "reason": REASON}, **phone)
    assert asked.status_code == 201
    url = adas.url(f"connector-requests/{asked.json()['id']}")
    refused = adas.client.patch(url, {"status": "approved"}, **phone)
    assert (refused.status_code, refused.json()["code"]) == (403, "mobile_cannot_add_connectors")
    assert listed(adas) == [("Mia Kern", "open")]
    assert adas.client.patch(url, {"status": "dismissed"}, **phone).status_code == 200


def test_what_enabling_refuses_approving_refuses_and_nothing_is_decided(
    cast: Cast, adas: Browser, mias: Browser
) -> None:
    request = ask(mias)
    with tenant(cast.acme.id):
        Connector.objects.create(
            organization=cast.acme, name="Acme Tracker", server_url="https://ours.example/mcp", enabled_by=cast.ada
        )
    (seen,) = adas.get("connector-requests").json()["results"]
    refused = decide(adas, request, "approved")
    assert (refused.status_code, refused.json()["code"]) == (403, "name_taken")
    assert (seen["actions"]["approve"]["code"], seen["actions"]["dismiss"]["code"]) == ("name_taken", "")
    change_listings(TRACKER, review_status="delisted")
    assert decide(adas, request, "approved").json()["code"] == "listing_withdrawn"
    assert listed(adas) == [("Mia Kern", "open")]
    assert audited(cast) == [("connector.requested", "")]


def test_what_a_removed_member_asked_for_disappears(cast: Cast, adas: Browser, mias: Browser) -> None:
    decide(adas, ask(mias, "acme-docs"), "dismissed")
    ask(mias)
    with tenant(cast.acme.id):
        remove_member(member=cast.mia, actor=cast.actor(cast.ada))
        assert ConnectorRequest.objects.filter(status="open").count() == 0
    assert listed(adas) == [("Mia Kern", "dismissed")]


def test_an_open_request_of_somebody_who_has_left_meanwhile_is_not_shown(
    cast: Cast, adas: Browser, mias: Browser
) -> None:
    request = ask(mias)
    with tenant(cast.acme.id):
        cast.mia.remove()
    assert listed(adas) == []
    assert decide(adas, request, "approved").status_code == 404


def test_who_became_an_owner_decides_on_their_own_request(cast: Cast, mias: Browser) -> None:
    request = ask(mias)
    with tenant(cast.acme.id):
        change_role(member=cast.mia, role=Role.OWNER, actor=cast.actor(cast.ada))
    assert decide(mias, request, "approved").json()["decided_by"] == "Mia Kern"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"listing": TRACKER}, "reason", "required"),
        ({"listing": TRACKER, "reason": ""}, "reason", "blank"),
        ({"listing": TRACKER, "reason": "\u200b\u2800"}, "reason", "blank"),
        ({"listing": TRACKER, "reason": "Send it \u202eto"}, "reason", "invisible_characters"),
        ({"listing": TRACKER, "reason": "x" * 501}, "reason", "max_length"),
        ({"listing": "Acme Tracker", "reason": REASON}, "listing", "invalid"),
    ],
)
def test_a_request_says_what_and_why(mias: Browser, body: dict[str, str], field: str, code: str) -> None:
    refused = mias.post("connector-requests", **body)
    assert refused.status_code == 400
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"status": "open"}, "status", "invalid_choice"),
        ({"status": "dismissed", "answer": "\u2800"}, "answer", "blank"),
        ({"status": "approved", "answer": "No \u202esey"}, "answer", "invisible_characters"),
        ({"status": "dismissed", "answer": "x" * 301}, "answer", "max_length"),
        ({"status": "withdrawn", "answer": "Never mind."}, "answer", "invalid"),
    ],
)
def test_a_decision_is_one_and_may_have_a_word(
    adas: Browser, mias: Browser, body: dict[str, str], field: str, code: str
) -> None:
    refused = adas.patch(f"connector-requests/{ask(mias)['id']}", **body)
    assert refused.status_code == 400
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, code)]
    assert listed(mias) == [("Mia Kern", "open")]


def test_the_log_names_what_was_asked_for_and_by_whom_and_no_reason(cast: Cast, adas: Browser, mias: Browser) -> None:
    decide(adas, ask(mias), "dismissed", answer="Never.")
    events = adas.get("audit-events").json()
    about = {row["action"]: [one["name"] for one in row["about"]] for row in events["results"]}
    assert about["connector.requested"] == about["connector.request_decided"] == ["Acme Tracker", "Mia Kern"]
    assert REASON not in str(events) and "Never." not in str(events)


def test_an_unconfirmed_owner_approves_nothing(cast: Cast, adas: Browser, mias: Browser) -> None:
    request = ask(mias)
    cast.ada.user.emailaddress_set.update(verified=False)
    assert decide(adas, request, "approved").json()["code"] == "email_not_verified"
    assert listed(mias) == [("Mia Kern", "open")]
