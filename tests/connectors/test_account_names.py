"""The provider's name of a connected account, from the consent to the API's answer."""

import pytest

from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.rows import statuses

pytestmark = pytest.mark.usefixtures("directory")


def accounts(browser: Browser, connector: str) -> list[tuple[str, str]]:
    """Label and account of each connection that the API shows."""
    shown = browser.get(f"connectors/{connector}/connections").json()["results"]
    return sorted((connection["label"], connection["account"]) for connection in shown)


def is_silent_about_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the demo's userinfo answers 401."""
    monkeypatch.setattr("connectors.demo.authorization.routes.person_by_email", lambda _: None)


def test_a_connected_account_has_the_providers_name(mias: Browser, tracker: str) -> None:
    assert mias.start(tracker)["account"] == ""
    mias.connect(tracker)
    assert accounts(mias, tracker) == [("", "mia@acme.example")]


def test_two_accounts_are_told_apart(mias: Browser, tracker: str) -> None:
    mias.connect(tracker, label="work")
    mias.connect(tracker, label="other", person="ada@acme.example")
    assert accounts(mias, tracker) == [("other", "ada@acme.example"), ("work", "mia@acme.example")]


def test_signing_in_again_as_somebody_else_changes_the_name(mias: Browser, tracker: str) -> None:
    mias.connect(tracker)
    mias.connect(tracker, person="ada@acme.example")
    assert accounts(mias, tracker) == [("", "ada@acme.example")]


def test_a_service_that_does_not_say_is_connected_all_the_same(
    cast: Cast, mias: Browser, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_silent_about_people(monkeypatch)
    mias.connect(tracker)
    assert statuses(cast.acme) == ["connected"]
    assert accounts(mias, tracker) == [("", "")]


def test_an_old_name_is_not_kept_for_an_account_that_may_be_another(
    mias: Browser, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mias.connect(tracker)
    is_silent_about_people(monkeypatch)
    mias.connect(tracker, person="ada@acme.example")
    assert accounts(mias, tracker) == [("", "")]


@pytest.mark.parametrize("endpoint", ["https://10.0.0.5/userinfo", "nonsense"])
def test_an_endpoint_that_may_not_be_asked_does_not_stop_the_way(
    cast: Cast, mias: Browser, tracker: str, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    # As if discovery had let it through: the request itself is checked again.
    monkeypatch.setattr("connectors.oauth.discovery._userinfo", lambda *_: endpoint)
    mias.connect(tracker)
    assert statuses(cast.acme) == ["connected"]
    assert accounts(mias, tracker) == [("", "")]
