"""Where a browser goes after a sign-in at a service (which paths are ours: tests/organizations/test_own_paths.py)."""

import pytest

from connectors.accounts.callback import PATH_CHARACTERS, with_query


@pytest.mark.parametrize(
    ("path", "added", "found"),
    [
        ("/c", {}, "/c"),
        ("/c", {"a": "1"}, "/c?a=1"),
        ("/c?b=2", {"a": "1"}, "/c?b=2&a=1"),
        ("/c?a=0&b=2&a=3", {"a": "1"}, "/c?b=2&a=1"),
        ("/c?b=2#part", {"a": "ü &"}, "/c?b=2&a=%C3%BC+%26#part"),
        ("//evil.example/c?b=2", {"a": "1"}, "/?a=1"),
    ],
)
def test_parameters_are_set_once(path: str, added: dict[str, str], found: str) -> None:
    assert with_query(path, **added) == found


def test_the_longest_path_has_500_characters() -> None:
    assert PATH_CHARACTERS == 500
