"""Which refusals are about access: what they name, what people are told, and whether a renewed token would help."""

import pytest

from connectors.accounts import sign_in
from connectors.accounts.sign_in import GIVE_IT, _told, named_by, renewal_helps, step_up
from connectors.mcp import AccessRefused, AuthorizationRequired, InsufficientScope, StaleConnection
from connectors.models import Connection

SAYS_SO = ('Bearer error="insufficient_scope", scope="read admin"',)
SAYS_NO_MORE = ('Bearer error="insufficient_scope"',)
NAMES_IT = ('Bearer scope="read admin"',)
EXPIRED = ('Bearer error="invalid_token"',)
MORE = f"The service wants more access for this than was granted (admin). {GIVE_IT}"


def unauthorized(challenges: tuple[str, ...]) -> AuthorizationRequired:
    return AuthorizationRequired(challenges, 401)


def forbidden(challenges: tuple[str, ...], scope: str | None = None) -> InsufficientScope:
    return InsufficientScope(scope, challenges)


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (unauthorized(NAMES_IT), ["read", "admin"]),
        (forbidden(SAYS_SO), ["read", "admin"]),
        (unauthorized(EXPIRED), []),
        (AccessRefused(NAMES_IT), []),
        (ValueError(), []),
    ],
)
def test_only_a_refusal_of_access_names_scopes(error: Exception, names: list[str]) -> None:
    assert named_by(error) == names


@pytest.mark.parametrize(
    ("error", "granted", "scope", "words"),
    [
        (unauthorized(SAYS_SO), ["read"], "read admin", MORE),
        (unauthorized(NAMES_IT), ["read"], "read admin", MORE),
        (forbidden(SAYS_SO), ["read"], "read admin", MORE),
        (forbidden(NAMES_IT), ["read"], "read admin", MORE),
        # Nobody said what was granted: what the service says is missing, is.
        (forbidden(SAYS_SO), [], "read admin", MORE.replace("(admin)", "(read admin)")),
        (forbidden(NAMES_IT), [], "read admin", MORE.replace("(admin)", "(read admin)")),
        # All of it was granted: signing in again would give nothing new.
        (forbidden(SAYS_SO), ["read", "admin"], "read admin", None),
        (unauthorized(SAYS_NO_MORE), ["read"], None, None),
    ],
)
def test_it_is_told_with_what_is_missing_and_how_to_give_it(
    error: Exception, granted: list[str], scope: str | None, words: str | None
) -> None:
    found = step_up(error, granted)
    assert found is not None
    assert (found.scope, found.challenges) == (scope, error.challenges)  # type: ignore[attr-defined]
    assert str(found) == (words or str(InsufficientScope(scope, found.challenges)))


@pytest.mark.parametrize("error", ['error="insufficient_scope", ', ""])
@pytest.mark.parametrize("more", ["\u202enimda", "a\x1b[31m", "\u200b", "x" * 201, "né"])
def test_what_is_no_scope_is_not_told(error: str, more: str) -> None:
    found = step_up(unauthorized((f'Bearer {error}scope="admin {more}"',)), ["read"])
    assert str(found) == MORE
    found = step_up(unauthorized((f'Bearer {error}scope="{more}"',)), ["read"])
    assert str(found) == (str(InsufficientScope(None, ())) if error else "None")


def test_of_very_many_scopes_a_few_are_told_whole() -> None:
    names = [f"https://service.example/scopes/number-{number}" for number in range(40)]
    words = str(step_up(forbidden((f'Bearer error="insufficient_scope", scope="{" ".join(names)}"',)), ["read"]))
    assert "number-6 and 33 more). " in words and len(words) < 450


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a" * 149, "b" * 150], f"{'a' * 149} {'b' * 150}"),
        (["a" * 149, "b" * 151], f"{'a' * 149} and 1 more"),
        (["a" * 301, "b"], f"{'a' * 300} and 1 more"),
        (["a" * 301], "a" * 300),
    ],
)
def test_as_many_names_are_told_as_fit_and_at_least_the_beginning_of_one(names: list[str], told: str) -> None:
    assert _told(names) == told


@pytest.mark.parametrize(
    ("error", "granted"),
    [
        (unauthorized(NAMES_IT), ["read", "admin"]),
        (unauthorized(NAMES_IT), []),
        (unauthorized(EXPIRED), ["read"]),
        (AccessRefused(SAYS_SO), ["read"]),
        (ValueError(), ["read"]),
    ],
)
def test_another_refusal_is_not_about_access(error: Exception, granted: list[str]) -> None:
    assert step_up(error, granted) is None


RENEWABLE, FINAL = {"refresh_token": "v1.one.AAAA"}, {"refresh_token": ""}


@pytest.mark.parametrize(
    ("challenges", "account", "helps"),
    [
        (SAYS_SO, RENEWABLE | {"scopes": ["read"]}, False),
        (SAYS_SO, None, False),
        (SAYS_NO_MORE, RENEWABLE | {"scopes": ["read"]}, False),
        (NAMES_IT, RENEWABLE | {"scopes": ["read"]}, True),
        (NAMES_IT, FINAL | {"scopes": ["read"]}, False),
        (NAMES_IT, FINAL | {"scopes": ["read", "admin"]}, True),
        (NAMES_IT, FINAL | {"scopes": []}, True),
        (NAMES_IT, None, True),
        (EXPIRED, FINAL | {"scopes": ["read"]}, True),
        (EXPIRED, RENEWABLE | {"scopes": ["read"]}, True),
    ],
)
def test_a_renewed_token_helps_unless_it_would_lack_the_same(
    challenges: tuple[str, ...], account: dict[str, object] | None, helps: bool
) -> None:
    assert renewal_helps(unauthorized(challenges), None if account is None else Connection(**account)) is helps


@pytest.mark.anyio
async def test_a_server_that_forgets_the_session_it_has_just_given_is_asked_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def look_once(server_url: str, _: object) -> str:
        asked.append(server_url)
        if len(asked) == 1:
            raise StaleConnection("It forgot the session.")
        return "what it offers"

    monkeypatch.setattr(sign_in, "_look_once", look_once)
    assert await sign_in.look("https://tools.example/mcp") == "what it offers"
    assert asked == ["https://tools.example/mcp"] * 2
