"""Numbers in JSON stay what they are, from text through the database and back."""

import json
from typing import Any

import pytest
from django.db import connection

from organizations.exact_json import NotExact, exact_text, read_exactly, read_nearest

KEPT = {
    "9007199254740993": "9007199254740993",
    "-9223372036854775809": "-9223372036854775809",
    "123456789012345678901234567890": "123456789012345678901234567890",
    "9007199254740993.0": "9007199254740993",
    "1e22": "10000000000000000000000",
    "1e400": "1" + "0" * 400,
    "-1.5E+300": "-15" + "0" * 299,
    "1": "1",
    "1.0": "1.0",
    "1e3": "1000.0",
    "0.1": "0.1",
    "0.10": "0.1",
    "1e-7": "1e-07",
    "5e-324": "5e-324",
    "0.30000000000000004": "0.30000000000000004",
    "-0": "0",
    "-0.0": "0.0",
    "true": "true",
    '"9007199254740993"': '"9007199254740993"',
}
NOT_EXACT = {
    "0.1000000000000000055": "0.1",
    "0.10000000000000001": "0.1",
    "9007199254740992.5": "9007199254740992",
    "3.14159265358979323846": "3.141592653589793",
    "1e-400": "0.0",
}
NEVER = ["1e1000", "1e999999999", "-1E+1001", "1" * 1001, f"1e{10**20}", f"1e-{10**20}", f"0e{10**20}"]
NO_JSON = ["NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "0x10"]


def through_jsonb(value: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::jsonb)::text", [json.dumps(value)])
        return json.loads(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "kept"), KEPT.items())
@pytest.mark.parametrize("read", [read_exactly, read_nearest])
def test_a_number_is_kept_and_has_one_text_before_and_after_the_database(text: str, kept: str, read: Any) -> None:
    value = read(f'{{"n": [{text}]}}')
    assert exact_text(value) == f'{{"n": [{kept}]}}' == exact_text(through_jsonb(value))


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "nearest"), NOT_EXACT.items())
def test_a_decimal_that_no_double_holds_is_refused_to_people_and_rounded_for_models(text: str, nearest: str) -> None:
    with pytest.raises(NotExact, match=f"would be sent as {nearest}"):
        read_exactly(text)
    assert exact_text(read_nearest(text)) == nearest == exact_text(through_jsonb(read_nearest(text)))


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("read", [read_exactly, read_nearest])
def test_what_no_tool_takes_is_refused(text: str, read: Any) -> None:
    with pytest.raises(NotExact):
        read(text)


@pytest.mark.parametrize("text", NO_JSON)
@pytest.mark.parametrize("read", [read_exactly, read_nearest])
def test_what_is_no_number_of_json_is_no_json(text: str, read: Any) -> None:
    with pytest.raises(ValueError) as refused:
        read(text)
    assert not isinstance(refused.value, NotExact)


def test_a_key_that_stands_twice_is_refused_to_people() -> None:
    with pytest.raises(NotExact, match="twice"):
        read_exactly('{"a": {"to": "mia", "to": "eve"}}')
