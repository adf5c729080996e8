"""Step-up authorization: a service that wants more access for something than an account was granted.

It says so with 403 or 401 and the scopes in WWW-Authenticate. Such a refusal leaves the sign-in as good as it was,
and what it names is asked for at the account's next sign-in.
"""

from collections.abc import Sequence
from itertools import accumulate, takewhile

from connectors.mcp import AuthorizationRequired, InsufficientScope
from connectors.models import Connection
from connectors.network.limits import LONGEST_REASON
from connectors.oauth import challenge_parameters, challenged_scope, missing_from, named_scopes

GIVE_IT = "Sign in to this connector again to give it."


def named_by(error: Exception) -> list[str]:
    """The scopes that a refusal names; none for every other trouble."""
    return named_scopes(error.challenges) if isinstance(error, AuthorizationRequired | InsufficientScope) else []


def step_up(error: Exception, granted: Sequence[str]) -> InsufficientScope | None:
    """The refusal as one that is about access, and not about who asks; None where it is another.

    It says so, or names what was not granted. Its words tell how to give it, unless all that it names was granted.
    """
    if not isinstance(error, AuthorizationRequired | InsufficientScope):
        return None
    scope = challenged_scope(error.challenges)
    if not (missing := _missing(error, granted)):
        return InsufficientScope(scope, error.challenges) if _says_so(error) else None
    words = f"The service wants more access for this than was granted ({_told(missing)}). {GIVE_IT}"
    return InsufficientScope(scope, error.challenges, words)


def renewal_helps(error: AuthorizationRequired, account: Connection | None) -> bool:
    """Whether a renewed token may do what this one may not; without a renewal the sign-in would end instead.

    A renewed token has no more scopes than it had. A 401 that only names scopes may still mean one that ran out.
    """
    if _says_so(error):
        return False
    return account is None or bool(account.refresh_token) or not _missing(error, account.scopes)


def _says_so(error: AuthorizationRequired | InsufficientScope) -> bool:
    if isinstance(error, InsufficientScope):
        return True
    return challenge_parameters(error.challenges).get("error") == "insufficient_scope"


def _missing(error: AuthorizationRequired | InsufficientScope, granted: Sequence[str]) -> list[str]:
    named = named_by(error)
    if _says_so(error):
        return [name for name in named if name not in granted]
    return missing_from(granted, " ".join(named))


def _told(names: Sequence[str]) -> str:
    """As many as one reads, whole, and how many there are beside; one is told however long it is."""
    few = list(takewhile(lambda told: len(told) <= LONGEST_REASON, accumulate(names, "{} {}".format)))
    rest = len(names) - max(len(few), 1)
    return (few[-1] if few else names[0][:LONGEST_REASON]) + (f" and {rest} more" if rest else "")
