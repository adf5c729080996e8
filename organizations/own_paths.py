"""Addresses that somebody else wrote (`next`, `return_to`): only ever a page of ours (accounts-A5).

The twin for the browser is frontend/src/lib/own-path.ts; both are held to tests/own_paths.json.
"""

import re

# A `next` may be the whole way back from a service's sign-in (connectors/api/views/oauth.py).
LONGEST = 20_000
# One slash, then visible ASCII without a backslash: nothing that a browser strips, folds or reads as a host.
_SHAPE = re.compile(r"/(?!/)[!-\[\]-~]*\Z")
# Empty and dotted parts become another path when a browser resolves them ("/.//evil.example"); a slash, a percent
# sign or a control character that is written in code becomes itself when somebody decodes it once more.
_FOLDS = re.compile(r"//|/(?:\.|%2e){1,2}(?:/|\Z)|%(?:2f|5c|25|[01][0-9a-f]|7f|(?![0-9a-f]{2}))", re.IGNORECASE)


def is_own_path(value: str, longest: int = LONGEST) -> bool:
    """Whether this is a path of this site, with or without a query: no scheme, no host, no trick."""
    path = re.split("[?#]", value)[0]
    return len(value) <= longest and _SHAPE.match(value) is not None and _FOLDS.search(path) is None


def own_path(value: str, fallback: str = "/") -> str:
    """The value where it is a path of ours, else the fallback."""
    return value if is_own_path(value) else fallback
