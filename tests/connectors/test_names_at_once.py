"""No two connectors of an organization come to one name, however close together."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.connectors.test_custom_connectors_api import open_server
from tests.factories import make_connector
from tests.organizations.together import at_once


@pytest.mark.django_db(transaction=True)
def test_of_two_renamed_at_once_one_gets_the_name(cast: Cast) -> None:
    urls = [f"/api/v1/organizations/acme/connectors/{make_connector(cast.ada, name=name).id}" for name in ("A", "B")]
    for word in ("Wiki", "Notes", "Pages"):
        names = (word, word.upper())

        def rename(url: str, name: str) -> Any:
            return lambda: cast.client(cast.ada).patch(url, {"name": name}, format="json")

        answers = at_once(*[rename(url, name) for url, name in zip(urls, names, strict=True)])
        assert sorted(answer.status_code for answer in answers) == [200, 400]


@pytest.mark.django_db(transaction=True)
def test_of_two_added_at_once_one_fits_into_the_last_place(cast: Cast, settings: Any) -> None:
    url = f"/api/v1/organizations/{cast.finns.slug}/connectors"
    with open_server() as first, open_server() as second:
        settings.EGRESS_ALLOW = [each.removeprefix("http://").split("/")[0] for each in (first, second)]

        def add(name: str, server: str) -> Any:
            return lambda: cast.client(cast.finn).post(url, {"name": name, "url": server}, format="json")

        answers = at_once(add("Wiki", first), add("Notes", second))
    assert sorted(answer.status_code for answer in answers) == [201, 403]
    assert {answer.json().get("code") for answer in answers} == {None, "custom_connector_limit"}
