"""A registration that is of no use any more, or was refused: what the second try does, and who can help."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.models import Connection, OAuthAttempt, OAuthClient
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import READ, add, allow, browse, sign_in
from tests.connectors.rows import store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(tools=[READ], unknown_client="page") as server:
        allow(settings, server)
        yield server


@pytest.fixture
def ours(adas: Browser, fake: FakeAuthorizationServer) -> str:
    return str(add(adas, fake)["id"])


def client_of(started: dict[str, Any]) -> str:
    return query_of(started["authorization_url"])["client_id"]


def kinds(cast: Cast) -> list[str]:
    with tenant(cast.acme.id):
        return sorted(OAuthClient.objects.values_list("kind", flat=True))


def error_of(browser: Browser, started: dict[str, Any]) -> str:
    back = browser.come_back(browse(started["authorization_url"]))
    return query_of(back["Location"])["connect_error"]


def test_after_a_page_that_sent_nobody_back_the_second_try_registers_anew(
    cast: Cast, adas: Browser, mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(adas, ours)
    fake.clients.clear()
    first = mias.start(ours)  # ends on a page of the service
    second = mias.start(ours)
    assert client_of(second) != client_of(first) and len(fake.asked("/register")) == 2
    assert "connected" in query_of(mias.come_back(browse(second["authorization_url"]))["Location"])
    # Ada's account keeps the client that it signed in with.
    assert kinds(cast) == ["dynamic", "replaced"]
    with tenant(cast.acme.id):
        clients = dict(Connection.objects.values_list("member__user__email", "client__details__client_id"))
    assert clients[cast.ada.user.email] == client_of(first) != clients[cast.mia.user.email]


def test_somebody_elses_unfinished_sign_in_doubts_nothing(
    adas: Browser, mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(adas, ours)
    mias.start(ours)
    adas.start(ours, label="again")
    assert len(fake.asked("/register")) == 1


def test_a_first_sign_in_that_was_not_finished_is_taken_up_with_the_same_client(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    assert client_of(mias.start(ours)) == client_of(mias.start(ours))
    assert len(fake.asked("/register")) == 1


@pytest.mark.parametrize("error", ["unauthorized_client", "invalid_client"])
def test_a_service_that_sends_the_browser_back_with_it_is_registered_at_anew(
    cast: Cast, adas: Browser, mias: Browser, ours: str, fake: FakeAuthorizationServer, error: str
) -> None:
    sign_in(adas, ours)
    fake.clients.clear()
    fake.behaviour.unknown_client = error
    assert error_of(mias, mias.start(ours)) == "invalid_client"
    assert sign_in(mias, ours)["connected"] == ours
    assert len(fake.asked("/register")) == 2


def test_a_service_that_forgot_us_between_page_and_token_is_registered_at_anew(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    callback = browse(mias.start(ours)["authorization_url"])
    fake.clients.clear()
    assert query_of(mias.come_back(callback)["Location"])["connect_error"] == "invalid_client"
    assert sign_in(mias, ours)["connected"] == ours
    assert len(fake.asked("/register")) == 2


def test_a_secret_that_ends_soon_is_renewed_by_registering(
    cast: Cast, mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    fake.behaviour.secret_expires_at = int((timezone.now() + timedelta(days=90)).timestamp())
    first = mias.start(ours)
    assert client_of(mias.start(ours)) == client_of(first)
    with tenant(cast.acme.id):
        OAuthAttempt.objects.all().delete()
        row = OAuthClient.objects.get()
        row.details["secret_expires_at"] = (timezone.now() + timedelta(minutes=5)).isoformat()
        row.save()
    assert client_of(mias.start(ours)) != client_of(first)


@pytest.fixture
def narrow(cast: Cast, fake: FakeAuthorizationServer) -> str:
    """A listing whose scopes go beyond the server's own, at a server that gives no more than was registered."""
    fake.behaviour.scope_is_a_ceiling = True
    with tenant(cast.acme.id):
        return str(store_connector(cast.ada, server_url=fake.server_url, scopes=["read", "admin"]).pk)


def test_a_listings_scopes_are_within_what_was_registered(
    mias: Browser, narrow: str, fake: FakeAuthorizationServer
) -> None:
    assert sign_in(mias, narrow)["connected"] == narrow
    assert "admin" in fake.asked("/authorize")[0]["scope"].split()


def test_a_registration_of_before_that_is_too_narrow_is_made_anew_after_the_refusal(
    cast: Cast, adas: Browser, mias: Browser, narrow: str, fake: FakeAuthorizationServer
) -> None:
    sign_in(adas, narrow)
    with tenant(cast.acme.id):
        row = OAuthClient.objects.get()
        row.details = {name: row.details[name] for name in row.details if name not in ("scope", "asked_scope")}
        row.save()
    fake.clients[row.details["client_id"]]["scope"] = "read"
    assert error_of(mias, mias.start(narrow)) == "invalid_scope"
    assert sign_in(mias, narrow)["connected"] == narrow
    assert len(fake.asked("/register")) == 2 and kinds(cast) == ["dynamic", "replaced"]


@pytest.mark.parametrize("where", ["page", "token"])
def test_what_a_service_never_gives_is_not_asked_for_again(
    mias: Browser, narrow: str, fake: FakeAuthorizationServer, where: str
) -> None:
    started = mias.start(narrow)
    if where == "page":
        fake.behaviour.callback = "invalid_scope"
    else:
        fake.behaviour.token = "invalid_scope"
    assert error_of(mias, started) == "invalid_scope"
    fake.behaviour.callback = fake.behaviour.token = "ok"
    assert sign_in(mias, narrow)["connected"] == narrow
    asked = [sent["scope"].split() for sent in fake.asked("/authorize")]
    assert "admin" in asked[0] and "admin" not in asked[1] and "read" in asked[1]
    assert len(fake.asked("/register")) == 1


@pytest.mark.parametrize(
    ("how", "code"), [("refused", "registration_failed"), ("forbidden", "registration_unsupported")]
)
def test_a_refused_registration_says_the_services_reason_and_who_can_help(
    adas: Browser, mias: Browser, ours: str, fake: FakeAuthorizationServer, how: str, code: str
) -> None:
    fake.behaviour.registration = how
    for browser, help_ in ((mias, "Ask one of them."), (adas, "under Sign-in in this connector's settings")):
        problem = browser.post(f"connectors/{ours}/connections").json()
        assert problem["code"] == code
        assert problem["service_says"] == "Only partners <b>may</b> register."
        assert "“Only partners <b>may</b> register.”" in problem["detail"] and help_ in problem["detail"]
        assert "client id" in problem["detail"]


@pytest.mark.parametrize("metadata", [{}, {"registration_endpoint": None}])
def test_without_a_reason_it_says_what_to_do_nevertheless(
    mias: Browser, ours: str, fake: FakeAuthorizationServer, metadata: dict[str, Any]
) -> None:
    fake.behaviour.registration, fake.behaviour.metadata = "page", metadata
    problem = mias.post(f"connectors/{ours}/connections").json()
    assert problem["code"] == "registration_unsupported" and problem["service_says"] is None
    assert "It says" not in problem["detail"] and "Ask one of them." in problem["detail"]


def test_of_a_listing_the_operator_enters_the_client_id(
    cast: Cast, mias: Browser, fake: FakeAuthorizationServer
) -> None:
    fake.behaviour.registration = "forbidden"
    with tenant(cast.acme.id):
        connector = store_connector(cast.ada, server_url=fake.server_url)
    assert "The operator" in mias.post(f"connectors/{connector.pk}/connections").json()["detail"]


def test_a_token_that_the_service_does_not_take_is_said_so(
    mias: Browser, ours: str, fake: FakeAuthorizationServer
) -> None:
    callback = browse(mias.start(ours)["authorization_url"])
    fake.behaviour.token_fields = {"access_token": "unheard-of"}
    assert query_of(mias.come_back(callback)["Location"])["connect_error"] == "authorization_required"
    assert "unheard-of" in fake.revoked


@pytest.mark.parametrize("revocation", ["ok", "broken"])
def test_tokens_for_a_server_that_breaks_down_meanwhile_are_not_kept_anywhere(
    mias: Browser, ours: str, fake: FakeAuthorizationServer, revocation: str, caplog: pytest.LogCaptureFixture
) -> None:
    callback = browse(mias.start(ours)["authorization_url"])
    fake.behaviour.refuses_all = (500, "")
    fake.behaviour.revocation = revocation
    with caplog.at_level("INFO", "connectors.accounts.sign_in"):
        assert query_of(mias.come_back(callback)["Location"])["connect_error"] == "server_failed"
    assert bool(fake.revoked) == (revocation == "ok")
    assert ("tokens could not be revoked" in caplog.text) == (revocation == "broken")
