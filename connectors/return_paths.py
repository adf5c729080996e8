"""Where a browser goes after a sign-in at a service: only ever to a page of ours."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from organizations.own_paths import own_path

PATH_CHARACTERS = 500


def with_query(path: str, **added: str) -> str:
    """The path with these parameters set in its query."""
    parts = urlsplit(own_path(path))
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in added]
    return urlunsplit(("", "", parts.path, urlencode([*kept, *added.items()]), parts.fragment))
