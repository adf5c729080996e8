"""Members enter keys of their own: tried at once, sealed, one person's never another's, gone when disconnected (A7)."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from connectors.accounts.refresh import fresh_token
from connectors.accounts.tasks import purge_connection, purge_disconnected
from connectors.models import Connection, OAuthAttempt
from connectors.policy.headers import MOST_HEADERS
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import allow, browse
from tests.connectors.rows import statuses, store_listing
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server
from tests.fakes.keyed_mcp import KeyedMcp, keyed_mcp

pytestmark = pytest.mark.django_db(transaction=True)
MIAS = ("mias-first-key-aaaa-1111", "mias-second-key-aaaa-2222")
ADAS = ("adas-first-key-bbbb-3333", "adas-second-key-bbbb-4444")
FIELDS = [
    {"name": "X-Api-Key", "label": "API key", "help": "Settings, API keys"},
    {"name": "DD-APPLICATION-KEY", "label": "Application key"},
]


@pytest.fixture
def service(settings: Any) -> Iterator[KeyedMcp]:
    """A server that wants two keys."""
    with keyed_mcp({"mia": MIAS, "ada": ADAS}) as server:
        settings.EGRESS_ALLOW = [server.allowed]
        yield server


@pytest.fixture
def desk(service: KeyedMcp, adas: Browser) -> str:
    """A listing of it, enabled."""
    store_listing(slug="desk", name="Desk", server_url=service.url, registration="header", header_fields=FIELDS)
    return adas.enable("desk")


def keys(pair: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("X-Api-Key", "DD-APPLICATION-KEY"), pair, strict=True))


def connect(browser: Browser, connector: str, pair: tuple[str, str], **more: Any) -> Any:
    return browser.post(f"connectors/{connector}/connections", headers=keys(pair), **more)


def account_of(cast: Cast, member: Any) -> Connection:
    with tenant(cast.acme.id):
        rows = Connection.objects.select_related("connector__listing", "client")
        return rows.get(member=member)


def test_a_member_enters_keys_and_is_connected_at_once(cast: Cast, mias: Browser, desk: str, service: KeyedMcp) -> None:
    shown = mias.get(f"connectors/{desk}").json()
    assert [(one["name"], one["label"], one["help"]) for one in shown["header_fields"]] == [
        ("X-Api-Key", "API key", "Settings, API keys"),
        ("DD-APPLICATION-KEY", "Application key", ""),
    ]
    answer = connect(mias, desk, MIAS)
    assert (answer.status_code, answer.json()["status"]) == (201, "connected")
    assert answer.json()["keys"] == [
        {"name": "X-Api-Key", "ends_with": "1111"},
        {"name": "DD-APPLICATION-KEY", "ends_with": "2222"},
    ]
    row = account_of(cast, cast.mia)
    assert str(row.header_values).startswith("v1.") and MIAS[0] not in str(row.header_values)
    assert set(service.seen) == {"mia"}


def test_each_members_calls_go_with_their_own_keys(
    cast: Cast, adas: Browser, mias: Browser, desk: str, service: KeyedMcp
) -> None:
    for browser, pair in ((mias, MIAS), (adas, ADAS)):
        assert connect(browser, desk, pair).status_code == 201
    for browser, person, pair in ((mias, "mia", MIAS), (adas, "ada", ADAS)):
        service.seen.clear()
        assert browser.post(f"connectors/{desk}/tool-refreshes").status_code == 200
        assert set(service.seen) == {person}
        assert len(browser.get(f"connectors/{desk}").json()["connections"]) == 1
        token = fresh_token(account_of(cast, browser.member))
        assert token is not None and token.credential is not None
        assert dict(token.credential.headers) == keys(pair)
        assert pair[0] not in repr(token)


def test_a_refused_key_is_not_stored_and_the_one_before_stays(
    cast: Cast, mias: Browser, desk: str, service: KeyedMcp
) -> None:
    for wrong in ((MIAS[0], "wrong"), ("wrong", "wrong"), (MIAS[0], ADAS[1])):
        answer = connect(mias, desk, wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "key_refused")
        assert "Nothing was stored" in answer.json()["detail"]
    assert statuses(cast.acme) == []
    connect(mias, desk, MIAS)
    before = account_of(cast, cast.mia)
    assert connect(mias, desk, ("wrong", "wrong")).status_code == 400
    after = account_of(cast, cast.mia)
    assert (after.header_values, after.version, after.status) == (before.header_values, before.version, "connected")


def test_one_key_is_replaced_and_the_other_stays(cast: Cast, mias: Browser, desk: str, service: KeyedMcp) -> None:
    connect(mias, desk, MIAS)
    service.people["mia"] = (MIAS[0], "mias-new-second-key-5555")
    answer = mias.post(f"connectors/{desk}/connections", headers={"DD-APPLICATION-KEY": "mias-new-second-key-5555"})
    assert answer.status_code == 201, answer.content
    assert [one["ends_with"] for one in answer.json()["keys"]] == ["1111", "5555"]
    assert statuses(cast.acme) == ["connected"]


def test_of_a_short_key_nothing_is_shown(mias: Browser, desk: str, service: KeyedMcp) -> None:
    service.people["mia"] = ("fifteen-letters", "sixteen--letters")
    answer = connect(mias, desk, service.people["mia"])
    assert [one["ends_with"] for one in answer.json()["keys"]] == ["", "ters"]


def test_a_key_that_the_service_takes_back_has_to_be_entered_again(
    cast: Cast, mias: Browser, desk: str, service: KeyedMcp
) -> None:
    connect(mias, desk, MIAS)
    del service.people["mia"]
    answer = mias.post(f"connectors/{desk}/tool-refreshes")
    assert (answer.status_code, answer.json()["code"]) == (502, "connection_needs_reauth")
    assert "Enter it again" in answer.json()["detail"]
    assert statuses(cast.acme) == ["needs_reauth"]
    service.people["mia"] = MIAS
    assert connect(mias, desk, MIAS).json()["status"] == "connected"


def test_a_disconnected_account_has_no_key_any_more(cast: Cast, mias: Browser, desk: str, service: KeyedMcp) -> None:
    connection = connect(mias, desk, MIAS).json()["id"]
    assert mias.delete(f"connectors/{desk}/connections/{connection}").status_code == 204
    purge_connection(str(cast.acme.id), connection)
    row = account_of(cast, cast.mia)
    assert (row.header_values, row.header_ends) == ("", {})


def test_the_sweep_finds_keys_that_were_left(cast: Cast, mias: Browser, desk: str, service: KeyedMcp) -> None:
    connection = connect(mias, desk, MIAS).json()["id"]
    with tenant(cast.acme.id), transaction.atomic():
        Connection.objects.filter(pk=connection).update(status="revoked")
    purge_disconnected()
    assert account_of(cast, cast.mia).header_values == ""


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-Api-Key": "only-one-of-both"}, "key_required"),
        ({"X-Api-Key": "with blank", "DD-APPLICATION-KEY": "x"}, "invalid_key"),
        ({"X-Api-Key": "x", "DD-APPLICATION-KEY": "y", "Host": "evil.example"}, "unknown_key"),
        (None, "key_required"),
    ],
)
def test_what_is_missing_or_not_asked_for_is_refused_before_anything_is_sent(
    mias: Browser, desk: str, service: KeyedMcp, headers: dict[str, str] | None, code: str
) -> None:
    answer = mias.post(f"connectors/{desk}/connections", **({"headers": headers} if headers else {}))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert service.seen == []


def test_who_gives_no_key_at_all_is_told_where_to_and_nobody_gives_more_than_there_can_be(
    mias: Browser, desk: str, service: KeyedMcp
) -> None:
    (told,) = mias.post(f"connectors/{desk}/connections").json()["errors"]
    assert (told["field"], "under Customize, Connectors" in told["message"]) == ("headers", True)
    many = {f"X-Key-{number}": "x" for number in range(MOST_HEADERS + 1)}
    (told,) = mias.post(f"connectors/{desk}/connections", headers=many).json()["errors"]
    assert told["message"] == "At most 4 keys."
    assert service.seen == []


def test_no_key_stands_in_an_answer_a_log_an_audit_row_or_an_address(
    cast: Cast, mias: Browser, desk: str, service: KeyedMcp, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [connect(mias, desk, MIAS), connect(mias, desk, (MIAS[0], "a-wrong-key-of-mias"))]
        answers += [mias.get(f"connectors/{desk}"), mias.get(f"connectors/{desk}/tools"), mias.get("directory/desk")]
    with tenant(cast.acme.id):
        audit = str([event.data for event in AuditEvent.objects.all()])
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("asyncio"))
    for text in (ours, audit, str(service.addresses), *(answer.content.decode() for answer in answers)):
        for key in (*MIAS, "a-wrong-key-of-mias"):
            assert key not in text


# Custom connectors: an owner names the headers.


def test_an_owner_names_headers_and_each_member_enters_keys(
    cast: Cast, adas: Browser, mias: Browser, service: KeyedMcp
) -> None:
    fields = [{"name": "x-api-key", "label": "Key"}, {"name": "dd-application-key"}]
    added = adas.post("connectors", name="Ours", url=service.url, header_fields=fields)
    assert added.status_code == 201, added.content
    ours = added.json()["id"]
    assert [one["name"] for one in added.json()["header_fields"]] == ["X-Api-Key", "DD-APPLICATION-KEY"]
    answer = connect(mias, ours, (MIAS[0], "wrong"))
    assert (answer.status_code, answer.json()["code"]) == (400, "key_refused")
    assert connect(mias, ours, MIAS).json()["status"] == "connected"


@pytest.mark.parametrize("name", ["Cookie", "Host", "X-Forwarded-For", "Mcp-Session-Id"])
def test_another_header_is_not_taken(adas: Browser, service: KeyedMcp, name: str) -> None:
    answer = adas.post("connectors", name="Ours", url=service.url, header_fields=[{"name": name}])
    assert (answer.status_code, answer.json()["code"]) == (400, "header_not_allowed")
    assert service.seen == []


# A sign-in and a key.

WORKSPACE = ("x-workspace-id", "mias-workspace-key-7777")


@pytest.fixture
def both(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """A server that wants a sign-in and a key."""
    with authorization_server(key=WORKSPACE) as server:
        allow(settings, server)
        field = {"name": "X-Workspace-Id", "label": "Workspace key"}
        store_listing(slug="both", name="Both", server_url=server.server_url, header_fields=[field])
        yield server


def test_a_key_beside_a_sign_in_is_stored_when_both_were_taken(
    cast: Cast, adas: Browser, mias: Browser, both: FakeAuthorizationServer
) -> None:
    connector = adas.enable("both")
    started = mias.start(connector, headers={"X-Workspace-Id": WORKSPACE[1]})
    assert WORKSPACE[1] not in started["authorization_url"] and started["status"] == "pending"
    row = account_of(cast, cast.mia)
    assert row.header_values == ""
    with tenant(cast.acme.id):
        attempt = OAuthAttempt.objects.get()
    assert WORKSPACE[1] in open_secret(attempt, "header_values") and WORKSPACE[1] not in str(attempt.header_values)
    back = mias.come_back(browse(started["authorization_url"]))
    assert query_of(back["Location"])["connected"] == connector
    token = fresh_token(account_of(cast, cast.mia))
    assert token is not None and token.credential is not None
    assert [name for name, _ in token.credential.headers] == ["X-Workspace-Id", "Authorization"]
    assert mias.post(f"connectors/{connector}/tool-refreshes").status_code == 200


def test_a_wrong_key_beside_a_good_sign_in_connects_nothing(
    cast: Cast, adas: Browser, mias: Browser, both: FakeAuthorizationServer
) -> None:
    connector = adas.enable("both")
    started = mias.start(connector, headers={"X-Workspace-Id": "a-wrong-key-altogether"})
    back = mias.come_back(browse(started["authorization_url"]))
    assert "connected" not in query_of(back["Location"])
    assert statuses(cast.acme) == [] and both.revoked


def test_signing_in_again_keeps_the_key(
    cast: Cast, adas: Browser, mias: Browser, both: FakeAuthorizationServer
) -> None:
    connector = adas.enable("both")
    mias.come_back(browse(mias.start(connector, headers={"X-Workspace-Id": WORKSPACE[1]})["authorization_url"]))
    mias.come_back(browse(mias.start(connector)["authorization_url"]))
    assert mias.post(f"connectors/{connector}/tool-refreshes").status_code == 200
    assert [one["ends_with"] for one in mias.get(f"connectors/{connector}").json()["connections"][0]["keys"]] == [
        "7777"
    ]


# An owner names other headers later.


@pytest.fixture
def ours(cast: Cast, adas: Browser, mias: Browser, service: KeyedMcp) -> str:
    """A custom connector with Mia's keys in two headers."""
    connector = str(adas.post("connectors", name="Ours", url=service.url, header_fields=FIELDS).json()["id"])
    assert connect(mias, connector, MIAS).json()["status"] == "connected"
    return connector


@pytest.mark.parametrize(
    "fields",
    [
        [{"name": "X-Auth-Token"}],
        [*FIELDS, {"name": "X-Auth-Token"}],
        FIELDS[:1],
        [],
        [{"name": "X-Api-Key"}, {"name": "Authorization", "prefix": "Bearer "}],
    ],
)
def test_whose_keys_do_not_fit_any_more_is_asked_for_others(
    cast: Cast, adas: Browser, mias: Browser, ours: str, fields: list[dict[str, str]]
) -> None:
    changed = adas.patch(f"connectors/{ours}", header_fields=fields)
    assert changed.status_code == 200, changed.content
    assert [one["name"] for one in changed.json()["header_fields"]] == [one["name"] for one in fields]
    row = account_of(cast, cast.mia)
    assert (row.status, row.header_values, row.header_ends) == ("needs_reauth", "", {})
    with tenant(cast.acme.id):
        told = AuditEvent.objects.filter(action="connection.needs_reauth").values_list("data__why", flat=True)
        assert list(told) == ["keys_changed"]
    if fields:
        assert mias.post(f"connectors/{ours}/connections").json()["code"] == "key_required"


def test_a_new_word_before_a_key_asks_for_it_anew_and_another_label_does_not(
    cast: Cast, adas: Browser, settings: Any, mias: Browser, ours: str
) -> None:
    again = [{**FIELDS[0], "label": "Another label"}, {"name": "dd-application-key"}]
    shown = adas.patch(f"connectors/{ours}", header_fields=again).json()["header_fields"]
    assert [one["label"] for one in shown] == ["Another label", "Application key"]
    assert account_of(cast, cast.mia).status == "connected"
    bearer = [{"name": "Authorization", "prefix": "Bearer "}]
    adas.patch(f"connectors/{ours}", header_fields=bearer)
    with tenant(cast.acme.id):
        row = Connection.objects.get()
        assert row.store_tokens(
            access_token="", refresh_token="", expires_at=None, keys={"Authorization": "Bearer k"}, status="connected"
        )
    adas.patch(f"connectors/{ours}", header_fields=[{"name": "Authorization", "prefix": ""}])
    assert account_of(cast, cast.mia).status == "needs_reauth"


def test_only_owners_name_other_headers_from_the_table_and_of_custom_connectors_only(
    cast: Cast, adas: Browser, mias: Browser, ours: str, desk: str
) -> None:
    refused = mias.patch(f"connectors/{ours}", header_fields=[])
    assert (refused.status_code, refused.json()["code"]) == (403, "owner_required")
    refused = adas.patch(f"connectors/{ours}", header_fields=[{"name": "Cookie"}])
    assert (refused.status_code, refused.json()["code"]) == (400, "header_not_allowed")
    refused = adas.patch(f"connectors/{desk}", header_fields=[])
    assert (refused.status_code, refused.json()["code"]) == (403, "operator_required")
    assert account_of(cast, cast.mia).status == "connected"
