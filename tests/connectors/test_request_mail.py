"""The member is told in their mailbox too, once, and nothing that people typed becomes a link there."""

import smtplib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from connectors.enabling import enable_connector
from connectors.models import ConnectorRequest
from connectors.requests.asking import request_connector
from connectors.requests.deciding import approve_request, dismiss_request
from connectors.requests.tasks import mail_decision, mail_lost_decisions
from organizations.models import Membership
from organizations.tenancy import tenant
from tests.cast import Cast, unconfirm
from tests.connectors.rows import store_listing

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/o/acme/connectors/acme-tracker"


@pytest.fixture(autouse=True)
def _at_home(settings: Any) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"


def asked(cast: Cast, member: Membership | None = None) -> ConnectorRequest:
    """Mia's open request, or another one's."""
    from connectors.models import Listing

    listing = Listing.objects.filter(slug="acme-tracker").first() or store_listing()
    with tenant(cast.acme.id):
        return request_connector(actor=cast.actor(member or cast.mia), listing=listing, reason="For Monday.")


def told(request: ConnectorRequest) -> None:
    mail_decision(str(request.organization_id), str(request.pk))


def dismissed(cast: Cast, answer: str = "") -> ConnectorRequest:
    request = asked(cast)
    with tenant(cast.acme.id):
        return dismiss_request(actor=cast.actor(cast.ada), request=request, answer=answer)


def test_an_approval_says_who_and_where_to_connect(cast: Cast) -> None:
    request = asked(cast)
    with tenant(cast.acme.id):
        approve_request(actor=cast.actor(cast.ada), request=request, answer="Have fun.")
    told(request)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["mia@acme.example"], "You can connect “Acme Tracker” now")
    assert sent.body == (
        "You asked for “Acme Tracker” in “Acme” on Switchboard, and “Ada Byron” has enabled it.\n\n"
        "They write: “Have fun.”\n\n"
        f"Connect your own account here:\n{LINK}\n"
    )


def test_a_dismissal_says_how_to_ask_again(cast: Cast) -> None:
    told(dismissed(cast))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["mia@acme.example"], "Your request for “Acme Tracker” was dismissed")
    assert sent.body == (
        "You asked for “Acme Tracker” in “Acme” on Switchboard, and “Ada Byron” has dismissed the request.\n\n"
        f"You may ask again here:\n{LINK}\n"
    )


def test_a_word_forges_nothing(cast: Cast) -> None:
    told(dismissed(cast, "See\n\nhttps://evil.example/x” or mail a@evil.example " + "x" * 200))
    body = str(mail.outbox[0].body)
    assert body.splitlines()[2].startswith("They write: “See https: / / evil. example/ x' or mail a@ evil. example xx")
    assert body.splitlines()[2].endswith("x”")
    assert body.count("://") == 1


def test_it_is_mailed_once_however_often_the_task_runs(cast: Cast) -> None:
    request = dismissed(cast)
    told(request), told(request)
    assert len(mail.outbox) == 1


def test_it_waits_for_the_commit(cast: Cast, django_capture_on_commit_callbacks: Any, monkeypatch: Any) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(mail_decision, "delay", lambda *ids: sent.append(ids))
    mia, max_ = asked(cast), asked(cast, cast.max)
    with django_capture_on_commit_callbacks(execute=True), tenant(cast.acme.id):
        enable_connector(actor=cast.actor(cast.ada), listing=mia.listing)
        assert sent == []
    assert sorted(sent) == sorted((str(cast.acme.id), str(one.pk)) for one in (mia, max_))


def test_nothing_is_mailed_of_what_nobody_decided(cast: Cast) -> None:
    told(asked(cast))
    request = asked(cast, cast.max)
    with tenant(cast.acme.id):
        assert request.withdraw()
    told(request)
    mail_decision(str(cast.acme.id), str(uuid.uuid4()))
    assert mail.outbox == []


def test_nobody_who_has_left_or_never_confirmed_an_address_is_written_to(cast: Cast) -> None:
    request = dismissed(cast)
    unconfirm(cast.mia)
    told(request)
    cast.mia.user.emailaddress_set.update(verified=True)
    with tenant(cast.acme.id):
        cast.mia.remove()
    told(request)
    assert mail.outbox == []


def test_another_organizations_request_is_not_there(cast: Cast) -> None:
    mail_decision(str(cast.globex.id), str(dismissed(cast).pk))
    assert mail.outbox == []


def test_a_mail_server_that_is_down_fails_nothing(cast: Cast, monkeypatch: Any, caplog: Any) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPServerDisconnected("mia@acme.example")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    told(dismissed(cast))
    assert "SMTPServerDisconnected" in caplog.text and "mia@" not in caplog.text


def later(cast: Cast, **ago: float) -> None:
    """As if it had been decided, and tried, so long ago."""
    with tenant(cast.acme.id):
        for request in ConnectorRequest.objects.all():
            decided = request.decided_at and request.decided_at - timedelta(**ago)
            tried = request.mail_tried_at and request.mail_tried_at - timedelta(**ago)
            ConnectorRequest.objects.filter(pk=request.pk).update(decided_at=decided, mail_tried_at=tried)


def test_a_mail_that_the_mail_server_did_not_take_is_sent_later_once(cast: Cast, monkeypatch: Any) -> None:
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.message.EmailMessage.send", _fails)
        told(dismissed(cast))
    mail_lost_decisions()
    assert mail.outbox == [], "it rests for a while"
    later(cast, minutes=31)
    mail_lost_decisions()
    assert [sent.to for sent in mail.outbox] == [["mia@acme.example"]]
    later(cast, minutes=31)
    mail_lost_decisions()
    assert len(mail.outbox) == 1


def _fails(*_: Any, **__: Any) -> None:
    raise ConnectionRefusedError


def test_a_mail_that_the_queue_lost_is_sent(cast: Cast) -> None:
    dismissed(cast)
    mail_lost_decisions()
    mail_lost_decisions()
    assert len(mail.outbox) == 1


def test_what_is_no_news_any_more_is_not_mailed(cast: Cast) -> None:
    dismissed(cast)
    later(cast, hours=25)
    mail_lost_decisions()
    assert mail.outbox == []


def test_of_two_at_once_one_mails(cast: Cast, monkeypatch: Any) -> None:
    request = dismissed(cast)
    send = EmailMessage.send

    def meanwhile(self: EmailMessage, fail_silently: bool = False) -> int:
        with monkeypatch.context() as second:
            second.setattr(EmailMessage, "send", send)
            mail_lost_decisions()
            told(request)
        return send(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", meanwhile)
    told(request)
    assert len(mail.outbox) == 1


def test_nothing_lost_is_mailed_to_who_has_left_or_never_confirmed_an_address(cast: Cast) -> None:
    dismissed(cast)
    unconfirm(cast.mia)
    mail_lost_decisions()
    assert mail.outbox == []
