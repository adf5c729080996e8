"""Preregistered, then client metadata document, then dynamic registration; never at another issuer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.oauth import (
    IssuerChanged,
    OAuthFailed,
    RegisteredClient,
    RegistrationFailed,
    RegistrationRefused,
    RegistrationUnsupported,
    client_metadata_document,
    preregistered_client,
    register,
)
from tests.connectors.oauth.flow import IDENTITY, client_for, discovered
from tests.fakes.authorization_server import authorization_server

pytestmark = pytest.mark.anyio

WITH_DOCUMENT = replace(IDENTITY, client_metadata_url="https://switchboard.example.com/oauth/client-metadata.json")
ACCEPTS_DOCUMENT = {"client_id_metadata_document_supported": True}


async def registered_at(identity: Any = IDENTITY, **behaviour: Any) -> RegisteredClient:
    with authorization_server(**behaviour) as fake:
        async with client_for(fake) as client:
            return await register(client, await discovered(client, fake), identity)


async def test_a_preregistered_client_comes_first_and_needs_no_request() -> None:
    given = preregistered_client("known", "secret", IDENTITY.redirect_uri)
    with authorization_server(metadata=ACCEPTS_DOCUMENT) as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            used = await register(client, server, WITH_DOCUMENT, preregistered=given)
        assert (used.client_id, used.issuer, used.source) == ("known", fake.origin, "preregistered")
        assert fake.asked("/register") == []


async def test_a_preregistered_client_is_never_shown_to_another_issuer() -> None:
    given = preregistered_client("known", "secret", IDENTITY.redirect_uri, issuer="https://as.example.com")
    with authorization_server() as fake:
        async with client_for(fake) as client:
            with pytest.raises(IssuerChanged) as changed:
                await register(client, await discovered(client, fake), IDENTITY, preregistered=given)
        assert (changed.value.bound, changed.value.found) == ("https://as.example.com", fake.origin)


async def test_a_preregistered_client_does_not_follow_its_issuer_to_another_token_endpoint() -> None:
    with authorization_server(metadata={"token_endpoint": "https://elsewhere.example.com/token"}) as fake:
        given = preregistered_client("known", "secret", "", issuer=fake.origin, token_origin=fake.origin)
        async with client_for(fake) as client:
            with pytest.raises(IssuerChanged) as changed:
                await register(client, await discovered(client, fake), IDENTITY, preregistered=given)
        assert (changed.value.bound, changed.value.found) == (fake.origin, "https://elsewhere.example.com")


async def test_our_document_comes_before_dynamic_registration() -> None:
    used = await registered_at(WITH_DOCUMENT, metadata=ACCEPTS_DOCUMENT)
    assert (used.client_id, used.source) == (WITH_DOCUMENT.client_metadata_url, "metadata_document")


@pytest.mark.parametrize("url", [None, "http://localhost:8000/oauth/client-metadata.json", "https://x.example.com/"])
async def test_a_document_that_nobody_can_read_is_not_offered(url: str | None) -> None:
    used = await registered_at(replace(IDENTITY, client_metadata_url=url), metadata=ACCEPTS_DOCUMENT)
    assert used.source == "dynamic"


@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
async def test_dynamic_registration_takes_the_method_that_the_server_gives(method: str) -> None:
    used = await registered_at(auth_method=method)
    assert (used.token_auth_method, used.client_secret is None) == (method, method == "none")


async def test_a_web_address_registers_as_web_and_a_loopback_one_as_native() -> None:
    local = replace(IDENTITY, redirect_uri="http://localhost:8000/oauth/callback")
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            await register(client, server, IDENTITY)
            await register(client, server, local)
        kinds = [sent["application_type"] for sent in fake.asked("/register")]
    assert kinds == ["web", "native"]


async def test_an_issuer_in_the_answer_is_not_believed() -> None:
    used = await registered_at(registration="foreign_issuer")
    assert used.issuer is not None and used.issuer.startswith("http://127.0.0.1")


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ({"registration": "refused"}, "registration_failed"),
        ({"registration": "forbidden"}, "registration_unsupported"),
        ({"registration": "no_secret"}, "registration_failed"),
        ({"registration": "broken"}, "authorization_server_unavailable"),
        ({"auth_method": "private_key_jwt"}, "registration_failed"),
        ({"metadata": {"registration_endpoint": None}}, "registration_unsupported"),
    ],
)
async def test_a_registration_that_does_not_work_says_why(behaviour: dict[str, Any], code: str) -> None:
    with pytest.raises(OAuthFailed) as failed:
        await registered_at(**behaviour)
    assert failed.value.code == code
    assert failed.value.retry_after_seconds == (7 if code == "authorization_server_unavailable" else None)


async def test_a_stored_registration_is_reused_only_where_it_fits() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            stored = await register(client, server, IDENTITY)
            assert stored.redirect_uri.startswith(f"{IDENTITY.redirect_uri}/tracker/")
            assert await register(client, server, IDENTITY, stored=[stored]) == stored
            ending = replace(stored, secret_expires_at=datetime.now(UTC) + timedelta(minutes=1))
            for unfit in (
                replace(stored, issuer="https://as.example.com"),
                replace(stored, redirect_uri="https://old.example.com/callback"),
                replace(stored, redirect_uri=IDENTITY.redirect_uri),
                replace(stored, redirect_uri=stored.redirect_uri.replace("tracker", "docs")),
                replace(stored, token_origin="https://elsewhere.example.com"),
                replace(stored, token_origin=None),
                ending,
            ):
                assert (await register(client, server, IDENTITY, stored=[unfit])).client_id != stored.client_id
        asked = fake.asked("/register")
    assert len(asked) == 8
    assert {tuple(one["redirect_uris"]) for one in asked} == {(stored.redirect_uri,)}


async def test_our_document_is_for_servers_whose_answers_name_them() -> None:
    silent = ACCEPTS_DOCUMENT | {"authorization_response_iss_parameter_supported": None}
    assert (await registered_at(WITH_DOCUMENT, metadata=silent)).source == "dynamic"
    with pytest.raises(RegistrationUnsupported):
        await registered_at(WITH_DOCUMENT, metadata=silent | {"registration_endpoint": None})


def test_every_connector_and_every_issuer_has_an_address_of_its_own() -> None:
    other = replace(IDENTITY, connector="docs")
    issuers = ("https://as.example.com", "https://as.example.com/", "https://as.example.com/tenant")
    dynamic = {identity.redirect_uri_at(issuer) for identity in (IDENTITY, other) for issuer in issuers}
    entered = {IDENTITY.entered_redirect_uri, other.entered_redirect_uri}
    assert len(dynamic | entered | {IDENTITY.redirect_uri}) == 9


async def test_a_stored_document_client_is_dropped_when_the_server_takes_none() -> None:
    document = RegisteredClient(
        str(WITH_DOCUMENT.client_metadata_url), IDENTITY.redirect_uri, "metadata_document", issuer="x"
    )
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            stored = replace(document, issuer=fake.origin)
            assert (await register(client, server, WITH_DOCUMENT, stored=[stored])).source == "dynamic"


async def test_the_document_names_its_own_address_and_no_secret() -> None:
    document = client_metadata_document(WITH_DOCUMENT)
    assert document["client_id"] == WITH_DOCUMENT.client_metadata_url
    assert document["token_endpoint_auth_method"] == "none"
    assert document["redirect_uris"] == [IDENTITY.redirect_uri]


def test_the_unsupported_message_says_what_to_do() -> None:
    assert issubclass(RegistrationUnsupported, OAuthFailed)


async def test_a_reason_of_any_length_is_one_short_line() -> None:
    with pytest.raises(RegistrationFailed) as failed:
        await registered_at(registration="refused", reason="why\0 not\n" * 1_200)
    assert failed.value.reason.startswith("why not why not")
    assert len(failed.value.reason) <= 300 and "\n" not in failed.value.reason and "\0" not in failed.value.reason


REASON = "Only partners may."


@pytest.mark.parametrize(
    "answer",
    [
        (400, "Only partners\n may."),
        (400, [REASON]),
        (400, {"error": {"code": 7, "message": REASON}}),
        (400, {"errors": [{"message": REASON}, {"message": "more"}]}),
        (422, {"detail": [{"loc": ["body"], "msg": REASON}]}),
        (400, {"title": REASON, "status": 400}),
        (400, {"error_description": [REASON], "error": "invalid_client_metadata"}),
        (200, {"error": "invalid_client_metadata", "error_description": REASON}),
        (501, {"message": REASON}),
        (410, {"reason": REASON}),
    ],
)
async def test_a_refusal_of_any_form_says_why(answer: tuple[int, Any]) -> None:
    with pytest.raises(RegistrationRefused) as failed:
        await registered_at(registration_answer=answer)
    assert failed.value.reason == REASON


@pytest.mark.parametrize(
    "odd",
    [
        {"client_id": 12345},
        {"client_id_issued_at": "2026-01-01", "software_version": 2, "contacts": "a@x.example", "logo_uri": "none"},
        {"redirect_uris": "https://x.example/", "grant_types": "authorization_code", "client_name": 5, "jwks": "x"},
        {"scope": ["read"]},
        {"client_secret": "s", "client_secret_expires_at": "2030-01-01T00:00:00Z"},
        {"client_secret": "s", "client_secret_expires_at": -1},
        {"client_secret": "s", "client_secret_expires_at": "0"},
        {"client_secret": "s", "token_endpoint_auth_method": "CLIENT_SECRET_POST"},
    ],
)
async def test_a_registration_with_odd_fields_is_one(odd: dict[str, Any]) -> None:
    used = await registered_at(registration_answer=(201, {"client_id": "abc", **odd}))
    assert used.client_id == str(odd.get("client_id", "abc")) and used.secret_expires_at is None
    assert used.token_auth_method == ("client_secret_post" if "client_secret" in odd else "none")
    if "scope" in odd:
        assert used.scope == "read"


@pytest.mark.parametrize(
    "answer",
    [
        "client_id=abc&client_secret=hush",
        '["abc", "hush"]',
        '"hush"',
        {"client_secret": "hush"},
        {"error": {"secret": "hush"}},
    ],
)
async def test_a_registration_that_cannot_be_used_is_told_without_its_secret(answer: Any) -> None:
    with pytest.raises(RegistrationFailed) as failed:
        await registered_at(registration_answer=(201, answer))
    assert failed.value.reason == ""


@pytest.mark.parametrize("answer", [{}, {"client_id": None}, {"client_id": True}, {"client_id": {}}])
async def test_a_registration_without_an_id_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises(RegistrationFailed):
        await registered_at(registration_answer=(201, answer))
