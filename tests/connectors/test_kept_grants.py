"""What becomes of an account when its token is to be renewed and the token endpoint answers anything at all."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.accounts.refresh import CredentialUnavailable
from connectors.models import Connection, ConnectionStatus, OAuthClient
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.signed_in import DatabaseThreads, sign_in_at
from tests.connectors.test_credentials import ask, fake, reread, threads
from tests.fakes.authorization_server import FakeAuthorizationServer

__all__ = ["fake", "threads"]
pytestmark = pytest.mark.django_db(transaction=True)
ENDED = ["invalid_grant", "invalid_grant_401", "error_in_200", "bad_refresh_token"]
KEPT = [
    *("firewall", "firewall_challenge", "gone", "unauthorized", "html", "down", "broken", "busy"),
    *("invalid_request", "invalid_scope", "invalid_target", "unsupported_grant_type", "empty", "no_words"),
    *("mac", "line_break"),
]
UNKNOWN = ["invalid_client", "unauthorized_client"]


@pytest.fixture
def entered(cast: Cast, fake: FakeAuthorizationServer) -> Iterator[Any]:
    """An account whose client came from somebody who can set it right: here, our own metadata document."""
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    with tenant(cast.acme.id):
        row = OAuthClient.objects.get()
        row.kind = "metadata_document"
        row.details = {**row.details, "source": "metadata_document"}
        row.save()
    yield connection


def outcome(connection: Any, threads: DatabaseThreads) -> CredentialUnavailable:
    with pytest.raises(CredentialUnavailable) as refused:
        ask(connection, threads)
    return refused.value


@pytest.mark.parametrize("answer", KEPT)
def test_an_answer_that_says_nothing_about_the_grant_keeps_it(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, answer: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.behaviour.token = answer
    error = outcome(connection, threads)
    assert (error.code, error.transient) == ("credential_unavailable", True)
    row = reread(connection)
    assert row.status == ConnectionStatus.CONNECTED and open_secret(row, "refresh_token") == "refresh-1"
    # And later it works by itself.
    fake.behaviour.token = "ok"
    assert ask(connection, threads)[0].value in fake.access_tokens


def test_a_renewal_that_the_service_puts_off_says_until_when(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.behaviour.token = "busy"
    assert "Try again in 11 seconds." in outcome(connection, threads).person_message


def ends_with_a_sign_in(connection: Connection, threads: DatabaseThreads) -> None:
    assert outcome(connection, threads).code == "connection_needs_reauth"
    assert reread(connection).status == ConnectionStatus.NEEDS_REAUTH


@pytest.mark.parametrize("answer", ENDED)
def test_a_grant_that_the_service_ended_asks_for_a_sign_in(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, answer: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.behaviour.token = answer
    ends_with_a_sign_in(connection, threads)


@pytest.mark.parametrize("answer", UNKNOWN)
def test_a_forgotten_registration_of_ours_asks_for_a_sign_in_with_a_new_one(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, answer: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.behaviour.token = answer
    ends_with_a_sign_in(connection, threads)
    with tenant(cast.acme.id):
        assert OAuthClient.objects.get().kind == "rejected"


@pytest.mark.parametrize("answer", UNKNOWN)
def test_a_client_id_that_somebody_can_set_right_keeps_the_grant(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, entered: Any, answer: str
) -> None:
    fake.behaviour.token = answer
    error = outcome(entered, threads)
    assert (error.code, error.transient) == ("client_not_accepted", False)
    assert "owner" in error.person_message and "operator" in error.person_message
    assert reread(entered).status == ConnectionStatus.CONNECTED
    fake.behaviour.token = "ok"
    assert ask(entered, threads)[0].value in fake.access_tokens


@pytest.mark.parametrize("answer", [*KEPT, *UNKNOWN])
def test_while_the_token_lasts_it_is_used(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads, answer: str
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=30)
    fake.behaviour.token = answer
    if answer in UNKNOWN:
        assert outcome(connection, threads).code == "connection_needs_reauth"
    else:
        assert ask(connection, threads)[0].value == "access-1"


def test_the_way_in_which_our_client_was_understood_is_remembered(
    cast: Cast, fake: FakeAuthorizationServer, threads: DatabaseThreads
) -> None:
    connection = sign_in_at(fake, cast.mia, seconds=-5)
    fake.clients["ours"] |= {"client_secret": "hush", "token_endpoint_auth_method": "client_secret_post"}
    with tenant(cast.acme.id):
        row = OAuthClient.objects.get()
        row.kind, row.details = "dynamic", {**row.details, "token_auth_method": "client_secret_basic"}
        from organizations.sealing import seal

        seal(row, "client_secret", "hush")
        row.save()
    ask(connection, threads)
    assert len(fake.asked("/token")) == 2
    with tenant(cast.acme.id):
        details = OAuthClient.objects.get().details
    assert (details["token_auth_method"], details["method_is_proven"]) == ("client_secret_post", True)
    ask(connection, threads, rejected=reread(connection).version)
    assert len(fake.asked("/token")) == 3
