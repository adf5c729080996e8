"""A compiled look-up answers as its queryset does."""

import json
import uuid

from organizations.api.authentication import token_hash
from organizations.exact_json import as_json, instance, row
from organizations.models import AccessToken, Membership, Project
from organizations.selectors import Prepared
from organizations.tenancy import tenant
from tests.cast import Cast

by_name = Prepared(lambda name: Project.objects.select_related("created_by__user").filter(name=name), 1)


def _project(cast: Cast, name: str) -> Project:
    return Project.objects.create(organization=cast.acme, name=name, created_by=cast.ada)


def test_it_finds_the_row_with_what_is_selected_beside_it(cast: Cast) -> None:
    with tenant(cast.acme.id):
        made = _project(cast, "Mars")
        found = by_name.get("Mars")
    assert found == made
    assert found is not None and found.created_by.user == cast.ada.user
    assert {f.attname: getattr(found, f.attname) for f in Project._meta.concrete_fields} == {
        f.attname: getattr(made, f.attname) for f in Project._meta.concrete_fields
    }


def test_each_call_has_its_own_value(cast: Cast) -> None:
    with tenant(cast.acme.id):
        first, second = _project(cast, "One"), _project(cast, "Two")
        assert (by_name.get("One"), by_name.get("Two"), by_name.get("Three")) == (first, second, None)


def test_it_sees_no_more_than_its_tenant(cast: Cast) -> None:
    with tenant(cast.acme.id):
        _project(cast, "Mars")
    with tenant(cast.globex.id):
        assert by_name.get("Mars") is None
    assert by_name.get("Mars") is None


def test_a_value_is_never_part_of_the_statement(cast: Cast) -> None:
    with tenant(cast.acme.id):
        _project(cast, "Mars")
        assert by_name.get("' OR '1'='1") is None


def test_a_token_that_ends_is_not_found_although_the_look_up_was_compiled_before(cast: Cast) -> None:
    usable = Prepared(lambda value: AccessToken.usable().filter(token_hash=value), 1)
    token = AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash("x"))
    assert usable.get(token_hash("x")) == token
    token.revoke()
    assert usable.get(token_hash("x")) is None


def test_a_row_survives_the_way_through_json(cast: Cast) -> None:
    columns = json.loads(as_json(row(cast.mia)))
    again = instance(Membership, columns)
    assert again == cast.mia
    assert isinstance(again.id, uuid.UUID)
    assert again.role == cast.mia.role
