"""Is this callback the answer to a sign-in that this person started in this browser? (credentials-C3)"""

import secrets
import uuid
from collections.abc import Mapping

from connectors.bound_clients import ClientElsewhere
from connectors.models import OAuthAttempt, state_hash
from connectors.oauth import PendingAuthorization
from connectors.outside import origin_of
from connectors.sign_in_rows import pending_of
from organizations.models import User
from organizations.sealing import SecretUnreadable
from organizations.tenancy import everywhere, tenant

START_AGAIN = "Start the connection again."


class CallbackFailed(Exception):
    """The sign-in ended without a connection. `return_to` is None where even that is in doubt."""

    def __init__(self, code: str, person_message: str, return_to: str | None = None) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message
        self.return_to = return_to


def browser_cookie(state: str) -> str:
    """The name of the cookie that ties one sign-in to the browser that started it."""
    return f"connecting_{state_hash(state)[:16]}"


def open_attempt(user: User, state: str, cookies: Mapping[str, str]) -> tuple[OAuthAttempt, PendingAuthorization]:
    """The attempt behind a state, used up by this call. Raises CallbackFailed."""
    organization_id, attempt_id = _find(state)
    with tenant(organization_id):
        attempt = (
            OAuthAttempt.objects.select_related(
                "connection__connector__listing", "client", "member__user", "member__organization"
            )
            .filter(pk=attempt_id)
            .first()
        )
        if attempt is None:
            raise _unknown()
        _check_person(attempt, user)
        _check_browser(attempt, cookies.get(browser_cookie(state), ""))
        if not attempt.consume():
            raise CallbackFailed(
                "state_expired", f"The sign-in took longer than ten minutes. {START_AGAIN}", attempt.return_to
            )
    # Outside the transaction: a failure from here on must not give the state back.
    return attempt, _pending(attempt, state)


def _find(state: str) -> tuple[uuid.UUID, uuid.UUID]:
    with everywhere("an OAuth state by its token"):
        found = OAuthAttempt.objects.filter(state_hash=state_hash(state)).values_list("organization_id", "id").first()
    if found is None:
        raise _unknown()
    return found


def _unknown() -> CallbackFailed:
    return CallbackFailed("state_unknown", f"This sign-in was not started here, or was used already. {START_AGAIN}")


def _check_person(attempt: OAuthAttempt, user: User) -> None:
    if attempt.member.user_id != user.pk or attempt.member.removed_at is not None:
        raise CallbackFailed(
            "state_foreign", "Somebody else started this sign-in. Nothing was connected to your account."
        )


def _check_browser(attempt: OAuthAttempt, nonce: str) -> None:
    # Sign-ins that an API client started are bound to the person alone.
    if attempt.browser_hash and not secrets.compare_digest(state_hash(nonce), attempt.browser_hash):
        raise CallbackFailed(
            "state_foreign_browser",
            f"This sign-in was started in another browser. Nothing was connected. {START_AGAIN}",
        )


def _pending(attempt: OAuthAttempt, state: str) -> PendingAuthorization:
    connector = attempt.connection.connector
    if origin_of(connector.url) != attempt.pending.get("origin"):
        raise CallbackFailed(
            "connection_changed",
            f"The service's address has changed meanwhile. {START_AGAIN}",
            attempt.return_to,
        )
    try:
        return pending_of(attempt, state)
    except ClientElsewhere as error:
        raise CallbackFailed(
            "issuer_changed", f"The client id of this service was changed meanwhile. {START_AGAIN}", attempt.return_to
        ) from error
    except SecretUnreadable as error:
        raise CallbackFailed(
            "secret_unreadable", f"The sign-in could not be read. {START_AGAIN}", attempt.return_to
        ) from error
