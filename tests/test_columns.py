"""Every text column holds what the code writes into it: PostgreSQL refuses what is too long with a 500."""

import pytest
from django.apps import apps
from django.db import connection, models

OURS = ("organizations", "connectors", "conversations")
COLUMNS = [
    pytest.param(field, id=f"{model._meta.label}.{field.name}")
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for field in model._meta.local_concrete_fields
    if isinstance(field, models.CharField) and field.max_length
]
CHOSEN = [param for param in COLUMNS if param.values[0].choices]


def test_there_are_columns_to_look_at() -> None:
    assert len(COLUMNS) > 40 and len(CHOSEN) > 15


@pytest.mark.parametrize("field", CHOSEN)
def test_the_longest_choice_fits(field: "models.CharField[str, str]") -> None:
    assert field.max_length is not None
    assert max(len(str(value)) for value, _ in field.flatchoices) <= field.max_length


@pytest.mark.django_db
@pytest.mark.parametrize("field", COLUMNS)
def test_the_database_has_the_width_that_the_code_knows(field: "models.CharField[str, str]") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT character_maximum_length FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND column_name = %s",
            [field.model._meta.db_table, field.column],
        )
        assert cursor.fetchone() == (field.max_length,)


def test_every_way_to_a_client_id_is_a_kind_of_its_row() -> None:
    from typing import get_args

    from connectors.models import ClientKind
    from connectors.oauth.records import ClientSource

    assert set(get_args(ClientSource)) <= set(ClientKind.values)
