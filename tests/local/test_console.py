"""Where there is no mail server, the operator's console says the link, and the log file does not."""

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from config.celery import app
from config.console import PREFIX
from config.local.program import Log, Program
from config.local.supervisor import Supervisor
from config.mail import PrintedAndFiledMail, PrintedMail
from tests.local.conftest import eventually

LINK = f"{settings.PUBLIC_URL}/accounts/confirm-email/MTk%3A1x/"
# Whoever signs up chooses the name that stands in the mail.
TEXT = f"User https://evil.example/x {settings.PUBLIC_URL}/y gave your address.\nGo to {LINK}\nThank you"
MAIL = EmailMessage("Confirm your address", TEXT, "from@x.example", ["nora@x.example"])
LINE = f"{PREFIX}Mail to nora@x.example: Confirm your address {LINK}\n"


def test_a_mail_is_one_line_for_the_operator(capsys: pytest.CaptureFixture[str]) -> None:
    assert PrintedMail().send_messages([MAIL]) == 1
    assert capsys.readouterr().out == LINE


def test_a_workers_line_is_not_put_into_its_log() -> None:
    assert app.conf.worker_redirect_stdouts is False


def test_it_lies_in_a_file_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert PrintedAndFiledMail(file_path=str(home / "mail")).send_messages([MAIL]) == 1
    [file] = (home / "mail").iterdir()
    assert LINK in file.read_text()
    assert capsys.readouterr().out == LINE


def test_a_recipients_words_cannot_make_a_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    PrintedMail().send_messages([EmailMessage("Join A\r\nconsole: B", "no link", "from@x.example", ["n@x.example"])])
    assert capsys.readouterr().out == f"{PREFIX}Mail to n@x.example: Join A console: B\n"


def test_the_supervisor_shows_what_is_for_the_operator_and_keeps_it_out_of_the_log(home: Path) -> None:
    said: list[str] = []
    script = f"import time; print({LINE!r} + 'an ordinary line', flush=True); time.sleep(60)"
    with Supervisor(Log(home / "log"), said.append) as supervisor:
        supervisor.start([Program("web", [sys.executable, "-c", script], {}, home)])
        assert eventually(lambda: "an ordinary line" in (home / "log").read_text())
    assert said == [f"Mail to nora@x.example: Confirm your address {LINK}"]
    assert LINK not in (home / "log").read_text()
