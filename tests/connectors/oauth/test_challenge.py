"""Reading WWW-Authenticate."""

import time

import pytest

from connectors.oauth.scopes import asks_to_sign_in, challenge_parameters, challenged_scope


def test_a_scope_inside_a_quoted_description_is_not_the_scope() -> None:
    challenge = 'Bearer error_description="needs scope=admin", scope="read write"'
    assert challenged_scope([challenge]) == "read write"


def test_several_challenges_are_read_and_the_first_of_a_name_wins() -> None:
    found = challenge_parameters(['Basic realm="a"', 'Bearer realm="b", resource_metadata="https://x.example/r"'])
    assert found == {"realm": "a", "resource_metadata": "https://x.example/r"}


def test_bare_and_escaped_values_are_read() -> None:
    assert challenge_parameters([r'Bearer error=insufficient_scope, SCOPE="a\"b"']) == {
        "error": "insufficient_scope",
        "scope": 'a"b',
    }


def test_nonsense_gives_nothing() -> None:
    assert challenged_scope(["", '"""', "Bearer", 'Bearer scope=""', "=" * 100_000]) is None


@pytest.mark.parametrize("piece", ["a", "-", "a-", 'a="', "a='", "a = ", "\\", 'a="\\', "=,", "a "])
def test_however_it_repeats_itself_it_is_read_at_once(piece: str) -> None:
    began = time.perf_counter()
    assert challenge_parameters([piece * 200_000] * 5) is not None
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(("scope", "read"), [("", None), (" ", None), (" a\t b ", "a b")])
def test_the_names_of_a_scope_have_one_blank_between_them(scope: str, read: str | None) -> None:
    assert challenged_scope([f'Bearer scope="{scope}"']) == read


@pytest.mark.parametrize(
    ("challenges", "wants"),
    [(["Bearer"], True), (["Basic", ' bearer scope="a"'], True), (["Basic"], False), ([], False), ([""], False)],
)
def test_only_a_bearer_challenge_asks_to_sign_in(challenges: list[str], wants: bool) -> None:
    assert asks_to_sign_in(challenges) is wants
