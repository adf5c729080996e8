"""Renaming and ending a member's own connection."""

import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from connectors.accounts.tasks import purge_connection
from connectors.models import Connection, ToolPolicy
from connectors.oauth import named_scopes
from connectors.signals import connection_ended
from organizations.audit import Actor, record
from organizations.enqueueing import enqueue
from organizations.models import forget_answers
from organizations.refusals import Conflict
from organizations.text import typed_name

LABEL_CHARACTERS = 80


def clean_label(value: str) -> str:
    """A label as it is stored. Raises Invalid `invisible_characters`."""
    return typed_name(value, LABEL_CHARACTERS, "label")


def rename_connection(*, actor: Actor, connection: Connection, label: str) -> Connection:
    """Give the account another label; raises Conflict when the member has one of that name there."""
    connection.label = clean_label(label)
    try:
        with transaction.atomic():
            connection.save(update_fields=["label"])
    except IntegrityError as error:
        raise Conflict("label_taken", "Another of your accounts there has this label.") from error
    return connection


@transaction.atomic
def disconnect(*, actor: Actor, connection: Connection) -> None:
    """End one's own connection: unusable at once, secrets revoked and deleted by a task (credentials-C5)."""
    end_connection(actor=actor, connection=connection, why="member")


@transaction.atomic
def end_connection(*, actor: Actor, connection: Connection, why: str) -> None:
    """End a connection because a member left or a connector was disabled. Ending an ended one changes nothing."""
    if not connection.disconnect():
        return
    connection.attempts.all().delete()
    ToolPolicy.objects.filter(connection=connection).delete()
    forget_answers(organization_id=connection.organization_id, subject_id=connection.pk)
    connection_ended.send(sender=Connection, connection=connection, actor=actor)
    record(
        actor=actor,
        action="connection.disconnected",
        subject=connection,
        connector=str(connection.connector_id),
        why=why,
    )
    enqueue(purge_connection, connection.organization_id, connection.pk)


def note_wanted_scopes(connection_id: uuid.UUID, scopes: Sequence[str], *, for_more: bool) -> None:
    """A service refused something for want of these: this account's next sign-in asks for them.

    `for_more`: it was refused for want of access, and not because it asks who this is.
    """
    row = Connection.objects.filter(pk=connection_id).first()
    if row is not None:
        row.want(scopes)
        if for_more:
            row.need_scope()


def note_late_challenge(connection_id: uuid.UUID, challenges: Sequence[str]) -> None:
    """A call came back with 401 and renewing did not help: the next Connect there signs in."""
    row = Connection.objects.select_related("connector__listing").filter(pk=connection_id).first()
    if row is not None:
        row.connector.note_late_challenge(challenges)
        row.want(named_scopes(challenges))
