"""Which scopes to register for and to ask for: pure functions of what the server said and once refused."""

import re
from collections.abc import Iterable, Sequence

from mcp.client.auth.utils import union_scopes

from connectors.oauth.records import AuthorizationServer, RegisteredClient

# Reads WWW-Authenticate: where the metadata is, and which scope is missing.

# Quoted values are taken whole: `scope=` inside an error description is not the parameter.
# Matches only at the beginning of a name: otherwise a long word would be tried again from each of its letters.
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
    """Whether the challenges ask for a bearer token (some servers say so with 403); a firewall's 403 does not."""
    return any(challenge.strip().lower().startswith("bearer") for challenge in challenges)


# RFC 6749, 3.3; the lengths are ours, beyond any real one.
_SCOPE = re.compile(r"[!#-\[\]-~]{1,200}")
MOST_NAMED = 50


def scope_to_register(server: AuthorizationServer, wanted: Sequence[str], before: str | None = None) -> str | None:
    """All that a later sign-in may ask for: the registered scope is a ceiling at many servers.

    The server's default, the listing's scopes, and those of an earlier registration.
    """
    return union_scopes(union_scopes(before, server.default_scope), " ".join(wanted) or None)


def scope_to_ask(
    server: AuthorizationServer,
    registered: RegisteredClient,
    wanted: Sequence[str] = (),
    challenged: str | None = None,
    account: Sequence[str] = (),
) -> str:
    """What this sign-in asks for; empty where nothing may be said.

    The listing's scopes, with those of a challenge and the one for a refresh token where the server has it, else
    the server's default; with what this `account` was granted and refused for want of; within what was registered.
    What was refused before is not asked for again, but less.
    """
    first = _asked_first(server, wanted, challenged)
    for whole in (union_scopes(first, " ".join(account)) or "", first):
        for allowed in (registered.scope or "").split(), server.scopes_supported, (server.default_scope or "").split():
            if (scope := limited(whole, allowed)) not in registered.refused_scopes:
                return scope
    default = server.default_scope or ""
    return default if default not in registered.refused_scopes else ""


def named_scopes(challenges: Sequence[str]) -> list[str]:
    """The valid scopes that a refusal names."""
    names = dict.fromkeys((challenged_scope(challenges) or "").split())
    return [name for name in names if _SCOPE.fullmatch(name)][:MOST_NAMED]


def limited(scope: str, allowed: Iterable[str]) -> str:
    """The allowed part; all of it when none is allowed, or when the server does not say."""
    allowed = frozenset(allowed)
    return " ".join(name for name in scope.split() if name in allowed) or scope


def short_names(scope: str | None, prefix: str) -> str | None:
    """The scopes by the names that they are asked for with, each once: what is granted is compared name by name.

    Entra answers `https://graph.microsoft.com/Mail.Read` as well as `Mail.Read`; both are the same scope there.
    """
    if not scope or not prefix:
        return scope
    return " ".join(dict.fromkeys(name.removeprefix(prefix) or name for name in scope.split()))


def covers(registered: str | None, wanted: str | None) -> bool:
    """Whether everything wanted is in what was registered."""
    return set((wanted or "").split()) <= set((registered or "").split())


def missing_from(granted: Iterable[str], challenged: str | None) -> list[str]:
    """The scopes that a refused call wants and that were not granted; none when the granted ones are unknown.

    Some servers answer a missing scope with 401 (fastmcp 4.2), and signing in again would change nothing. Two names
    are never in a token's scope at some servers, although they were granted (oidc-provider 9).
    """
    granted = frozenset(granted)
    wanted = (challenged or "").split()
    return [name for name in wanted if name not in granted | {"openid", "offline_access"}] if granted else []


def _asked_first(server: AuthorizationServer, wanted: Sequence[str], challenged: str | None) -> str:
    if not wanted:
        return server.default_scope or ""
    renewal = "offline_access" if "offline_access" in (server.default_scope or "").split() else None
    return union_scopes(union_scopes(" ".join(wanted), challenged), renewal) or ""
