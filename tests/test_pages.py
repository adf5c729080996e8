"""A missing, closed or broken page speaks to whoever asked: a page for people, a problem for clients."""

from typing import Any

import pytest
from django.test import Client

from organizations.admin.sites import OwnersSite
from tests.cast import Cast

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def test_a_person_gets_a_page_and_a_client_a_problem(cast: Cast) -> None:
    client = cast.client(cast.mia)
    page = client.get("/owner/", headers=BROWSER)
    problem = client.get("/owner/")
    assert (page.status_code, problem.status_code) == (404, 404)
    assert "<h1>Not found</h1>" in page.content.decode()
    assert problem["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_the_api_answers_problems_to_browsers_too() -> None:
    answer = Client(headers=BROWSER).get("/api/v1/nowhere")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_broken_page_names_its_reference_and_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(OwnersSite, "admit", broken)
    client = cast.client(cast.ada)
    client.raise_request_exception = False
    page = client.get("/owner/", headers=BROWSER)
    assert page.status_code == 500
    assert "secret reason" not in page.content.decode()
    reference = page.content.decode().split("reference ")[1][:12]
    assert reference in caplog.text
