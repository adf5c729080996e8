"""Where a browser goes after a sign-in: only ever to a page of ours."""

import pytest

from connectors.return_paths import PATH_CHARACTERS, is_own_path, with_query

OWN = ["/", "/chats/1", "/connectors?state=enabled#top", "/" + "a" * (PATH_CHARACTERS - 1), "/ü", "/a//b", "/?next=//x"]
FOREIGN = [
    "",
    "chats",
    "https://evil.example",
    "https:evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\tevil.example/..",
    "/\n/evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    " /",
    "/" + "a" * PATH_CHARACTERS,
]


@pytest.mark.parametrize("path", OWN)
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert is_own_path(path)
    assert with_query(path).split("#")[0].split("?")[0] == path.split("#")[0].split("?")[0]


@pytest.mark.parametrize("path", FOREIGN)
def test_everything_else_leads_to_the_first_page(path: str) -> None:
    assert not is_own_path(path)
    assert with_query(path, connected="yes") == "/?connected=yes"


@pytest.mark.parametrize(
    ("path", "added", "found"),
    [
        ("/c", {}, "/c"),
        ("/c", {"a": "1"}, "/c?a=1"),
        ("/c?b=2", {"a": "1"}, "/c?b=2&a=1"),
        ("/c?a=0&b=2&a=3", {"a": "1"}, "/c?b=2&a=1"),
        ("/c?b=2#part", {"a": "ü &"}, "/c?b=2&a=%C3%BC+%26#part"),
    ],
)
def test_parameters_are_set_once(path: str, added: dict[str, str], found: str) -> None:
    assert with_query(path, **added) == found


def test_the_longest_path_has_500_characters() -> None:
    assert PATH_CHARACTERS == 500
