"""Browsers of the people who knock at the admin sites."""

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Membership, User
from tests.cast import Cast, make_operator
from tests.signed_in import sign_in_as

Browser = Callable[[Membership | User], Client]


@pytest.fixture
def browser(cast: Cast) -> Browser:
    """A browser that is signed in as this person."""

    def signed_in(person: Membership | User) -> Client:
        client = Client()
        user = person.user if isinstance(person, Membership) else person
        sign_in_as(client, user)
        return client

    return signed_in


@pytest.fixture
def operator(cast: Cast) -> User:
    """Staff of the instance, a member of no organization."""
    return make_operator()
