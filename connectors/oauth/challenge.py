"""Reading WWW-Authenticate: where the metadata is, and which scope is missing."""

import re
from collections.abc import Sequence

# Quoted values are taken whole: `scope=` inside an error description is not the parameter.
# From the beginning of a name only, or a long word without any would be read anew from each of its letters.
_PARAMETER = re.compile(r'(?<![A-Za-z0-9_-])([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_MAX_CHALLENGE_CHARACTERS = 8192


def challenge_parameters(challenges: Sequence[str]) -> dict[str, str]:
    """The parameters of all challenges together, names in lower case, the first of each name."""
    found: dict[str, str] = {}
    for challenge in challenges:
        for match in _PARAMETER.finditer(challenge[:_MAX_CHALLENGE_CHARACTERS]):
            name, quoted, bare = match.groups()
            value = bare.strip("'") if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found.setdefault(name.lower(), value)
    return found


def challenged_scope(challenges: Sequence[str]) -> str | None:
    """The scope that a 401 or 403 asks for, if it says."""
    return " ".join(challenge_parameters(challenges).get("scope", "").split()) or None


def asks_to_sign_in(challenges: Sequence[str]) -> bool:
    """Whether they want a token, which some tell a stranger with 403; a firewall's own words mean something else."""
    return any(challenge.strip().lower().startswith("bearer") for challenge in challenges)
