"""Where a browser goes after a sign-in: only ever to a page of ours."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.http import url_has_allowed_host_and_scheme

PATH_CHARACTERS = 500


def is_own_path(value: str) -> bool:
    """A relative path of this site: no scheme, no host, no trick that a browser reads as one."""
    return (
        value.startswith("/")
        and len(value) <= PATH_CHARACTERS
        and value.isprintable()
        and url_has_allowed_host_and_scheme(value, allowed_hosts=None)
    )


def with_query(path: str, **added: str) -> str:
    """The path with these parameters set in its query."""
    parts = urlsplit(path if is_own_path(path) else "/")
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in added]
    return urlunsplit(("", "", parts.path, urlencode([*kept, *added.items()]), parts.fragment))
