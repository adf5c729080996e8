"""A test that is red without any change."""


def test_of_something_broken() -> None:
    """Never green."""
    raise AssertionError
