"""Names that people type are one line, and none writes into a mail or a list what is not a name."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from rest_framework.serializers import Serializer

import connectors.api
import conversations.api
import organizations.api
from organizations.api.base import OneLineField
from organizations.audit import Actor, record
from organizations.models import AuditEvent, User
from organizations.organization import send_invitation_mail
from organizations.tenancy import tenant
from organizations.text import in_mail, one_line
from tests.cast import Cast, make_operator
from tests.factories import make_connection, make_connector, make_conversation
from tests.signed_in import sign_in_as

# Names that a server gave, and a person only points at.
NOT_TYPED = {"ShownTool"}
BREAKS = ["\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x1b", "\x07", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"]
FORGED = "Acme\n\nYour account is locked. Open\nhttps://evil.example/login"
ORG = "/api/v1/organizations/acme"


def _inputs() -> Iterator[tuple[type[Serializer[Any]], str, Any]]:
    """Every serializer of the three apps that takes a name, title or label from a client."""
    for package in (organizations.api, connectors.api, conversations.api):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for kind in vars(module).values():
                if isinstance(kind, type) and issubclass(kind, Serializer) and kind.__module__ == found.name:
                    if kind.__name__ in NOT_TYPED:
                        continue
                    for name, field in kind().fields.items():
                        if name in {"name", "title", "label"} and getattr(field, "max_length", None):
                            yield kind, name, field


def test_every_name_that_is_typed_is_one_line() -> None:
    found = list(_inputs())
    assert {name for _, name, _ in found} == {"name", "title", "label"}
    assert len(found) >= 11
    assert [f"{kind.__name__}.{name}" for kind, name, field in found if not isinstance(field, OneLineField)] == []


@pytest.mark.parametrize("sign", BREAKS, ids=ascii)
def test_a_control_character_is_refused_wherever_a_name_is_typed(sign: str, cast: Cast) -> None:
    ada, broken = cast.client(cast.ada), f"Ac{sign}me"
    connector = make_connector(cast.ada, url="https://n.example/mcp")
    connection = make_connection(connector, cast.ada)
    chat = make_conversation(cast.ada)
    project = ada.post(f"{ORG}/projects", {"name": "P"}, format="json").json()["id"]
    asked = [
        ("patch", "/api/v1/me", "name"),
        ("post", "/api/v1/me/tokens", "name"),
        ("post", "/api/v1/organizations", "name"),
        ("patch", ORG, "name"),
        ("post", f"{ORG}/projects", "name"),
        ("patch", f"{ORG}/projects/{project}", "name"),
        ("post", f"{ORG}/conversations", "title"),
        ("patch", f"{ORG}/conversations/{chat.id}", "title"),
        ("patch", f"{ORG}/connectors/{connector.id}", "name"),
        ("patch", f"{ORG}/connectors/{connector.id}/connections/{connection.id}", "label"),
        ("post", f"{ORG}/connectors/{connector.id}/connections", "label"),
    ]
    for method, path, field in asked:
        answer = getattr(ada, method)(path, {field: broken}, format="json")
        assert answer.status_code == 400, (method, path)
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, "one_line")], (method, path)
    new = ada.post(f"{ORG}/connectors", {"name": broken, "url": "https://x.example"}, format="json")
    assert [(e["field"], e["code"]) for e in new.json()["errors"]] == [("name", "one_line")]


def test_what_a_paste_leaves_at_the_ends_is_cut_off(cast: Cast) -> None:
    answer = cast.client(cast.mia).post(f"{ORG}/projects", {"name": " \n Größe 👩\u200d👧 \r\n"}, format="json")
    assert (answer.status_code, answer.json()["name"]) == (201, "Größe 👩\u200d👧")
    for blank in ("\n", " \t ", "\u2028"):
        refused = cast.client(cast.mia).post(f"{ORG}/projects", {"name": blank}, format="json")
        assert refused.json()["errors"][0]["code"] == "blank"


def test_an_operator_types_one_line_too(cast: Cast) -> None:
    operator = make_operator()
    client = Client()
    sign_in_as(client, operator)
    form = {"name": "Ac\u2028me", "plan": "team", "country": ""}
    answer = client.post(f"/admin/organizations/organization/{cast.acme.pk}/change/", form)
    assert answer.status_code == 200
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme"


def test_an_old_name_writes_nothing_into_an_invitation() -> None:
    send_invitation_mail("new@x.example", FORGED, f"Ada\r\nBcc: all@x.example\n\n{FORGED}", "https://ours.example/i/1")
    (sent,) = mail.outbox
    raw = sent.message().as_string()
    body = str(sent.body)
    assert "\n" not in sent.subject and "\nBcc:" not in raw
    assert body.splitlines()[0].endswith("on Switchboard.")
    assert body.splitlines()[1:4] == ["", "Accept the invitation here:", "https://ours.example/i/1"]
    assert body.count("https://") == 1 and "evil.example" not in raw


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Acme", "“Acme”"),
        ("Müller & Co. KG", "“Müller & Co. KG”"),
        ("http://evil.example/x", "“http: / / evil. example/ x”"),
        ("www.evil.example", "“www. evil. example”"),
        ("me@evil.example", "“me@ evil. example”"),
        ("a” says: pay “b", "“a' says: pay 'b”"),
        ("x" * 500, "“" + "x" * 80 + "”"),
        ("\x1b[31mred\x07", "“[31mred”"),
    ],
)
def test_a_name_in_a_mail_is_quoted_and_links_to_nothing(name: str, shown: str) -> None:
    assert in_mail(name) == shown


def test_nobody_writes_to_strangers_through_a_confirmation(db: None) -> None:
    name = "Ada. Your prize: https://evil.example"
    person = {"email": "victim@x.example", "password": "a long pass phrase", "name": name}
    Client().post("/_allauth/browser/v1/auth/signup", person, content_type="application/json")
    assert User.objects.filter(email="victim@x.example").exists()
    (sent,) = mail.outbox
    assert "evil.example" not in sent.message().as_string() and "prize" not in str(sent.body)


def test_an_old_name_is_one_line_in_the_audit_log(cast: Cast) -> None:
    cast.mia.user.name = f"Mia\n2026-01-01 member.removed Ada\x1b[2J{'x' * 60}"
    with tenant(cast.acme.id):
        record(actor=Actor.of(cast.mia), action="a.b", subject=cast.mia)
        name = AuditEvent.objects.get(action="a.b").actor_name
    assert name == one_line(cast.mia.user.name)
    assert name.isprintable()
