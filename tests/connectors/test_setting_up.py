"""An owner or an operator sets a service up: a draft until the live check has passed, and sealed."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors import setting_up
from connectors.directory.loading import load_directory
from connectors.models import Connection, Connector, Listing, ListingIssuer
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast, make_operator
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import allow, sign_in
from tests.connectors.rows import change_listings, statuses, store_listing
from tests.connectors.test_admin import change, operators, pass_the_test
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

__all__ = ["operators"]
pytestmark = pytest.mark.django_db(transaction=True)
SECRET, OWN_SECRET = "the-operators-secret-w7Qz", "the-owners-secret-k3Xy"


def knows(service: FakeAuthorizationServer, client_id: str, secret: str) -> None:
    service.clients[client_id] = {
        **{"client_id": client_id, "client_secret": secret, "token_endpoint_auth_method": "client_secret_post"},
    }


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """A service that gives out client ids by hand, and its listing."""
    with authorization_server() as server:
        knows(server, "theirs", SECRET)
        knows(server, "own", OWN_SECRET)
        allow(settings, server)
        store_listing(slug="desk", name="Desk", server_url=server.server_url, registration="preregistered")
        yield server


@pytest.fixture
def desk(service: FakeAuthorizationServer, adas: Browser) -> str:
    """Enabled by an owner, who is led to the set-up with that."""
    return adas.enable("desk")


OWN = {"oauth_client_id": "own", "oauth_client_secret": OWN_SECRET}


def diagnosed(browser: Browser, connector: str) -> dict[str, Any]:
    answer = browser.post(f"connectors/{connector}/diagnosis")
    assert answer.status_code == 200, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def results(shown: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["result"] for step in shown["steps"]}


def test_an_owner_enters_a_client_tests_it_and_members_connect(
    cast: Cast, adas: Browser, mias: Browser, desk: str, service: FakeAuthorizationServer
) -> None:
    shown = adas.get(f"connectors/{desk}/setup").json()
    assert (shown["required"], shown["missing"], shown["oauth_secret"]) == (True, ["client id"], None)
    assert shown["redirect_uri"] == "http://localhost:8000/oauth/callback/desk"
    entered = adas.patch(f"connectors/{desk}/setup", **OWN).json()
    assert (entered["required"], entered["missing"]) == (True, [])
    assert (entered["oauth_secret"]["ends_with"], entered["oauth_secret"]["readable"]) == ("k3Xy", True)
    # A draft.
    assert mias.post(f"connectors/{desk}/connections").json()["code"] == "setup_required"
    found = diagnosed(adas, desk)
    assert results(found) == dict.fromkeys(["values", "address", "server", "sign_in", "client"], "passed")
    assert (found["passed"], found["required"]) == (True, False)
    assert sign_in(mias, desk)["connected"] == desk
    with tenant(cast.acme.id):
        told = [e.data["fields"] for e in AuditEvent.objects.filter(action="connector.updated").order_by("at")]
    assert told[0] == ["oauth_client_id", "oauth_client_secret", "oauth_issuer", "oauth_token_origin"]
    assert ["setup_tested_at"] in told


def test_what_is_wrong_is_said_at_its_step_and_stays_a_draft(
    adas: Browser, desk: str, service: FakeAuthorizationServer
) -> None:
    assert results(diagnosed(adas, desk)) == {
        **{"values": "failed", "address": "not_reached", "server": "not_reached"},
        **{"sign_in": "not_reached", "client": "not_reached"},
    }
    adas.patch(f"connectors/{desk}/setup", oauth_client_id="own", oauth_client_secret="a-wrong-one-altogether")
    found = diagnosed(adas, desk)
    assert (results(found)["client"], found["passed"], found["required"]) == ("failed", False, True)
    assert "does not take this client id" in found["steps"][-1]["words"] and found["steps"][-1]["todo"]
    assert adas.get(f"connectors/{desk}/setup").json()["tested_at"] is None


@pytest.mark.parametrize(
    ("behaviour", "step", "result"),
    [
        ({"token": "unauthorized"}, "client", "unknown"),
        ({"token": "invalid_request"}, "client", "unknown"),
        ({"token": "invalid_grant_401"}, "client", "passed"),
        ({"token": "unauthorized_client"}, "client", "failed"),
        ({"token": "down"}, "client", "failed"),
        ({"server_metadata": "missing"}, "sign_in", "failed"),
        ({"server_metadata": "broken"}, "sign_in", "failed"),
        ({"refuses_all": (500, "")}, "server", "failed"),
    ],
)
def test_each_answer_of_the_service_has_its_words(
    adas: Browser, desk: str, service: FakeAuthorizationServer, behaviour: dict[str, Any], step: str, result: str
) -> None:
    adas.patch(f"connectors/{desk}/setup", **OWN)
    for name, value in behaviour.items():
        setattr(service.behaviour, name, value)
    found = diagnosed(adas, desk)
    assert results(found)[step] == result
    # What could not be told does not block.
    assert found["passed"] == (result != "failed") and found["required"] == (result == "failed")


def test_a_secret_that_the_server_always_wants_is_missed_before_a_person_is_sent_there(
    adas: Browser, desk: str, service: FakeAuthorizationServer
) -> None:
    service.behaviour.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    adas.patch(f"connectors/{desk}/setup", oauth_client_id="own")
    found = diagnosed(adas, desk)
    assert (results(found)["client"], found["steps"][-1]["todo"]) == ("failed", "Enter the client secret too.")


def test_an_address_that_the_guard_refuses_is_not_asked(
    adas: Browser, desk: str, service: FakeAuthorizationServer, settings: Any
) -> None:
    adas.patch(f"connectors/{desk}/setup", **OWN)
    settings.EGRESS_ALLOW = []
    assert results(diagnosed(adas, desk))["address"] == "failed"
    assert service.calls == [] and service.log == []


def test_any_change_makes_it_a_draft_again_and_connected_accounts_go_on(
    cast: Cast, adas: Browser, mias: Browser, desk: str, service: FakeAuthorizationServer
) -> None:
    adas.patch(f"connectors/{desk}/setup", **OWN)
    diagnosed(adas, desk)
    sign_in(mias, desk)
    knows(service, "own", "another-secret-altogether")
    adas.patch(f"connectors/{desk}/setup", oauth_client_secret="another-secret-altogether")
    assert mias.post(f"connectors/{desk}/connections", label="second").json()["code"] == "setup_required"
    assert statuses(cast.acme) == ["connected"]
    assert mias.post(f"connectors/{desk}/tool-refreshes").status_code == 200


def changed_meanwhile(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Somebody enters something else while the service is asked."""
    asked = setting_up._try

    def meanwhile(findings: Any) -> Any:
        change()
        return asked(findings)

    monkeypatch.setattr(setting_up, "_try", meanwhile)


@pytest.mark.parametrize(
    "change",
    [
        {"oauth_client_id": "another"},
        {"oauth_client_secret": ""},
        {"setup_values": {"tenant": "another"}},
        {"uses_remote": True},
    ],
)
def test_what_an_owner_changed_during_the_test_is_not_taken_for_tested(
    cast: Cast,
    adas: Browser,
    desk: str,
    service: FakeAuthorizationServer,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
) -> None:
    def enter() -> None:
        with tenant(cast.acme.id):
            Connector.objects.filter(pk=desk).update(**change)

    adas.patch(f"connectors/{desk}/setup", **OWN)
    changed_meanwhile(monkeypatch, enter)
    assert diagnosed(adas, desk)["passed"]
    with tenant(cast.acme.id):
        assert Connector.objects.get(pk=desk).setup_tested_at is None


OTHERS: list[dict[str, Any]] = [
    {"oauth_client_id": "another"},
    {"secret_entered": "another-secret-altogether"},
    {"server_url": "https://elsewhere.example/mcp"},
    {"api_url": "https://elsewhere.example"},
    {"prefers_remote": "on"},
    {"setup_value_tenant": "another"},
]


@pytest.fixture
def theirs(service: FakeAuthorizationServer, operators: Client) -> Listing:
    """The listing, with an operator's client, which was tested."""
    change_listings("desk", setup_fields=[{"name": "tenant", "label": "Tenant", "default": "common"}])
    change(operators, "desk", oauth_client_id="theirs", secret_entered=SECRET)
    pass_the_test(operators, "desk")
    row = Listing.objects.get(slug="desk")
    assert row.setup_tested_at is not None
    return row


@pytest.mark.parametrize("other", OTHERS)
def test_each_change_of_an_operators_makes_a_draft_again(
    operators: Client, theirs: Listing, other: dict[str, str]
) -> None:
    assert change(operators, "desk", **other).setup_tested_at is None


@pytest.mark.parametrize(
    "other",
    [
        {"oauth_client_id": "another"},
        {"oauth_client_secret": ""},
        {"server_url": "https://elsewhere.example/mcp"},
        {"api_url": "https://elsewhere.example"},
        {"prefers_remote": True},
        {"setup_values": {"tenant": "another"}},
    ],
)
def test_what_an_operator_changed_during_the_test_is_not_taken_for_tested(
    operators: Client, theirs: Listing, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]
) -> None:
    change_listings("desk", setup_tested_at=None)
    changed_meanwhile(monkeypatch, lambda: change_listings("desk", **other))
    pass_the_test(operators, "desk")
    theirs.refresh_from_db()
    assert theirs.setup_tested_at is None


def test_an_owners_client_goes_before_the_operators_and_earlier_accounts_keep_theirs(
    cast: Cast, adas: Browser, mias: Browser, desk: str, service: FakeAuthorizationServer, operators: Client
) -> None:
    change(operators, "desk", oauth_client_id="theirs", secret_entered=SECRET)
    assert "takes client id and secret" in pass_the_test(operators, "desk")[-1]
    sign_in(mias, desk)
    adas.patch(f"connectors/{desk}/setup", **OWN)
    diagnosed(adas, desk)
    sign_in(adas, desk)
    used = [form["client_id"] for form in service.asked("/token") if form.get("code_verifier")]
    assert used[-1] == "own" and "theirs" in used
    with tenant(cast.acme.id):
        assert Connector.objects.get(pk=desk).oauth_issuer == service.origin
        Connection.objects.filter(member=cast.mia).update(expires_at=timezone.now())
    assert mias.post(f"connectors/{desk}/tool-refreshes").status_code == 200
    assert service.asked("/token")[-1]["client_id"] == "theirs"
    # And back to the operator's.
    shown = adas.patch(f"connectors/{desk}/setup", oauth_client_id="").json()
    assert (shown["oauth_client_id"], shown["oauth_secret"], shown["required"]) == ("", None, False)
    assert ListingIssuer.objects.filter(listing__slug="desk").exists()


def test_an_operators_draft_becomes_available_by_its_test_alone(
    cast: Cast, mias: Browser, desk: str, service: FakeAuthorizationServer, operators: Client
) -> None:
    row = change(operators, "desk", oauth_client_id="theirs", secret_entered="wrong-secret-for-this")
    assert "does not take this client id" in pass_the_test(operators, "desk")[-1]
    row.refresh_from_db()
    assert row.setup_tested_at is None
    change(operators, "desk", secret_entered=SECRET)
    pass_the_test(operators, "desk")
    row.refresh_from_db()
    assert row.setup_tested_at is not None
    page = operators.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()
    assert "Available. Its test passed on" in page
    assert mias.post(f"connectors/{desk}/connections").status_code == 201
    # Another reach is no other service: it stays available.
    assert change(operators, "desk", plans="team").setup_tested_at is not None
    assert change(operators, "desk", server_url="https://elsewhere.example/mcp").setup_tested_at is None


def test_the_operators_test_is_for_operators(cast: Cast, service: FakeAuthorizationServer, adas: Browser) -> None:
    row = Listing.objects.get(slug="desk")
    address = reverse("operators:connectors_listing_test", args=[row.pk])
    assert Client().post(address).status_code == 302
    assert adas.client.post(address).status_code == 404
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_operator("second@instance.example"))
    assert browser.post(address).status_code == 403
    assert service.calls == []


FIELDS = [{"name": "address", "label": "Address", "help": "Where it is."}]


@pytest.fixture
def api(service: FakeAuthorizationServer, adas: Browser) -> str:
    """A service with a server of ours around its API, at an address that somebody enters."""
    change_listings(
        "desk",
        builtin="linear",
        api_url="{address}",
        server_url="",
        setup_fields=FIELDS,
        sign_in={"authorization_endpoint": "{address}/authorize", "token_endpoint": "{address}/token"},
    )
    return adas.enable("desk")


def test_values_are_entered_by_owners_shown_with_their_source_and_tested(
    adas: Browser, api: str, service: FakeAuthorizationServer
) -> None:
    shown = adas.get(f"connectors/{api}/setup").json()
    assert [(one["name"], one["value"], one["source"]) for one in shown["fields"]] == [("address", "", "nobody")]
    shown = adas.patch(f"connectors/{api}/setup", **OWN, setup_values={"address": service.origin}).json()
    assert [(one["value"], one["source"]) for one in shown["fields"]] == [(service.origin, "owner")]
    assert diagnosed(adas, api)["passed"]
    refused = adas.patch(f"connectors/{api}/setup", setup_values={"address": "http://a b"})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_setup_value")
    assert refused.json()["errors"][0]["field"] == "setup_values.address"
    shown = adas.patch(f"connectors/{api}/setup", setup_values={"address": ""}).json()
    assert (shown["required"], shown["missing"]) == (True, ["Address"])


def test_an_operators_client_is_never_sent_to_an_owners_address(
    adas: Browser, api: str, service: FakeAuthorizationServer, operators: Client
) -> None:
    change(
        operators, "desk", oauth_client_id="theirs", secret_entered=SECRET, setup_value_address="https://real.example"
    )
    adas.patch(f"connectors/{api}/setup", setup_values={"address": service.origin})
    assert results(diagnosed(adas, api))["values"] == "failed"
    assert adas.post(f"connectors/{api}/connections").json()["code"] == "setup_required"
    assert service.log == []


def test_where_an_operator_changes_what_an_owners_test_was_about_it_is_a_draft_again(
    adas: Browser, mias: Browser, api: str, service: FakeAuthorizationServer, operators: Client
) -> None:
    change(operators, "desk", setup_value_address=service.origin)
    adas.patch(f"connectors/{api}/setup", **OWN)
    assert diagnosed(adas, api)["passed"]
    assert mias.post(f"connectors/{api}/connections").status_code == 201
    # Texts and plans are not what was tested.
    change(operators, "desk", plans="team")
    assert not adas.get(f"connectors/{api}/setup").json()["required"]
    change(operators, "desk", setup_value_address="https://moved.example")
    shown = adas.get(f"connectors/{api}/setup").json()
    assert (shown["required"], shown["missing"], bool(shown["tested_at"])) == (True, [], True)
    assert mias.post(f"connectors/{api}/connections").json()["code"] == "setup_required"
    # What was tested is there again.
    change(operators, "desk", setup_value_address=service.origin)
    assert mias.post(f"connectors/{api}/connections").status_code == 201


def test_operators_enter_the_values_by_their_names(
    operators: Client, api: str, service: FakeAuthorizationServer
) -> None:
    row = Listing.objects.get(slug="desk")
    page = operators.get(reverse("operators:connectors_listing_change", args=[row.pk])).content.decode()
    assert "Address:" in page and "Where it is." in page
    row = change(operators, "desk", setup_value_address=service.origin, oauth_client_id="theirs", secret_entered=SECRET)
    assert row.setup_values == {"address": service.origin}
    assert "takes client id and secret" in pass_the_test(operators, "desk")[-1]
    assert change(operators, "desk", plans="team").setup_values == {"address": service.origin}
    assert change(operators, "desk", setup_value_address="").setup_values == {}


def test_a_change_of_server_asks_everybody_to_sign_in_again(
    cast: Cast, adas: Browser, mias: Browser, desk: str, service: FakeAuthorizationServer
) -> None:
    assert adas.patch(f"connectors/{desk}/setup", uses_remote=True).json()["servers"] is None
    adas.patch(f"connectors/{desk}/setup", **OWN)
    diagnosed(adas, desk)
    sign_in(mias, desk)
    refused = adas.patch(f"connectors/{desk}/setup", uses_remote=False)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_other_server")
    change_listings("desk", builtin="linear", api_url=service.origin, prefers_remote=True)
    shown = adas.get(f"connectors/{desk}/setup").json()["servers"]
    assert shown == {"uses_remote": True, "remote_host": service.origin.removeprefix("http://"), "accounts": 1}
    assert adas.patch(f"connectors/{desk}/setup", uses_remote=True).status_code == 200
    assert statuses(cast.acme) == ["connected"]
    shown = adas.patch(f"connectors/{desk}/setup", uses_remote=False).json()["servers"]
    assert (shown["uses_remote"], shown["accounts"]) == (False, 0)
    assert statuses(cast.acme) == ["needs_reauth"]


def test_members_read_how_it_is_set_up_and_change_nothing(mias: Browser, desk: str) -> None:
    change_listings("desk", setup_steps=["Open the console.", "Make a client."], setup_url="https://console.example/")
    page = mias.get("directory/desk").json()
    assert page["setup"] == {
        **{"wanted": True, "required": True, "steps": ["Open the console.", "Make a client."]},
        "url": "https://console.example/",
        "redirect_uri": "http://localhost:8000/oauth/callback/desk",
        "guide": "",
    }
    for answer in (
        mias.get(f"connectors/{desk}/setup"),
        mias.patch(f"connectors/{desk}/setup", **OWN),
        mias.post(f"connectors/{desk}/diagnosis"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")


def test_a_service_that_nobody_has_enabled_says_what_it_would_need(mias: Browser, adas: Browser) -> None:
    load_directory()
    for browser in (mias, adas):
        told = browser.get("directory/linear").json()["setup"]
        assert (told["wanted"], told["required"]) == (True, True)
        assert told["redirect_uri"] == "http://localhost:8000/oauth/callback/linear"
        assert told["steps"] and "## Getting the client" in told["guide"]


def test_where_nothing_has_to_be_entered_that_is_said_and_a_test_changes_nothing(
    mias: Browser, adas: Browser, service: FakeAuthorizationServer
) -> None:
    change_listings("desk", registration="none")
    connector = adas.enable("desk")
    told = mias.get("directory/desk").json()["setup"]
    entered = adas.get(f"connectors/{connector}/setup").json()
    assert {(one["wanted"], one["required"]) for one in (told, entered)} == {(False, False)}
    assert entered["missing"] == []
    assert diagnosed(adas, connector)["required"] is False


def test_an_owners_test_of_the_operators_client_marks_nothing_of_the_organizations(
    cast: Cast, adas: Browser, desk: str, service: FakeAuthorizationServer, operators: Client
) -> None:
    change(operators, "desk", oauth_client_id="theirs", secret_entered=SECRET)
    assert diagnosed(adas, desk)["passed"] is True
    with tenant(cast.acme.id):
        assert Connector.objects.get(pk=desk).setup_tested_at is None
        assert not AuditEvent.objects.filter(action="connector.updated").exists()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"oauth_client_secret": "a-secret-without-id"}, 400, "client_id_missing"),
        ({"setup_values": {"unknown": "x"}}, 400, "invalid_setup_value"),
        ({"oauth_issuer": "http://10.0.0.1"}, 400, None),
    ],
)
def test_what_makes_no_sense_is_refused(
    adas: Browser, desk: str, changes: dict[str, Any], status: int, code: str | None
) -> None:
    answer = adas.patch(f"connectors/{desk}/setup", **changes)
    assert answer.status_code == status and code in (None, answer.json()["code"])


def test_where_members_enter_keys_no_client_is_taken(adas: Browser, service: FakeAuthorizationServer) -> None:
    change_listings("desk", registration="header", header_fields=[{"name": "X-Api-Key", "label": "Key"}])
    connector = adas.enable("desk")
    answer = adas.patch(f"connectors/{connector}/setup", **OWN)
    assert (answer.status_code, answer.json()["code"]) == (400, "client_not_wanted")
    assert results(diagnosed(adas, connector))["client"] == "not_needed"


def test_no_answer_no_audit_row_and_no_log_holds_the_secret(
    cast: Cast, adas: Browser, desk: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [adas.patch(f"connectors/{desk}/setup", **OWN), adas.get(f"connectors/{desk}/setup")]
        answers += [adas.post(f"connectors/{desk}/diagnosis"), adas.get(f"connectors/{desk}")]
    with tenant(cast.acme.id):
        audit = str([event.data for event in AuditEvent.objects.all()])
        row = Connector.objects.get(pk=desk)
        assert open_secret(row, "oauth_client_secret") == OWN_SECRET and OWN_SECRET not in str(row.oauth_client_secret)
    for text in (caplog.text, audit, *(answer.content.decode() for answer in answers)):
        assert OWN_SECRET not in text
