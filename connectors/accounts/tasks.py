"""Work in the background; every task is safe to run twice."""

import uuid

from celery import shared_task

from connectors.accounts.offers import SWEEP_SECONDS, due_accounts, refresh_account
from connectors.accounts.stored_credential import drop_unfinished, ended_with_secrets, purge


@shared_task(time_limit=120, expires=300)  # type: ignore[untyped-decorator]
def purge_connection(organization_id: str, connection_id: str) -> None:
    """Runs right after a disconnect; the sweep repeats what fails or expires."""
    purge(uuid.UUID(organization_id), uuid.UUID(connection_id))


@shared_task(time_limit=300)  # type: ignore[untyped-decorator]
def purge_disconnected() -> None:
    """Every minute: ended connections that still hold secrets, and sign-ins that nobody finished."""
    for organization_id, connection_id in ended_with_secrets():
        purge(organization_id, connection_id)
    drop_unfinished()


@shared_task(expires=600)  # type: ignore[untyped-decorator]
def refresh_connection(organization_id: str, connection_id: str) -> None:
    """Ask one account's server for its tools."""
    refresh_account(uuid.UUID(organization_id), uuid.UUID(connection_id))


@shared_task  # type: ignore[untyped-decorator]
def refresh_connections() -> None:
    """Every five minutes: the accounts whose servers nobody asked for a day, a task for each."""
    for organization_id, connection_id in due_accounts():
        # Expires, so that nothing piles up without workers: the next sweep finds the same accounts.
        refresh_connection.apply_async((str(organization_id), str(connection_id)), expires=SWEEP_SECONDS)
