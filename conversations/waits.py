"""Calls that wait for their account: going on once it is signed in, and without it."""

from django.db import transaction
from django.db.models import QuerySet

from connectors.models import Connection
from conversations.models import CallStatus, ConnectorToggle, Conversation, Notice, ToolCall, Turn
from conversations.policy.calls import may_toggle
from conversations.policy.waiting import NOT_CONNECTED, ConnectionWanted
from conversations.selectors import place_of
from conversations.tasks import run_turn
from conversations.turns import lock_turn_of
from organizations.audit import Actor, record
from organizations.enqueueing import enqueue
from organizations.refusals import Conflict


def calls_waiting_for_accounts() -> QuerySet[ToolCall]:
    """All of the organization's that wait for a sign-in."""
    return ToolCall.objects.filter(status=CallStatus.AWAITING_CONNECTION)


def look_again(calls: QuerySet[ToolCall]) -> None:
    """Let a worker decide on these waiting calls anew: what they wait for has changed."""
    turns = Turn.objects.filter(pk__in=calls.values("turn"))
    for turn in turns.order_by("pk"):
        if turn.requeue():
            enqueue(run_turn, turn.organization_id, turn.id)


def go_on_connected(connection: Connection) -> None:
    """Its member has signed in: what waits for an account of theirs there goes on by itself.

    In the transaction of the sign-in. Where the switch went off with an earlier account it is on again, with this one.
    """
    calls = calls_waiting_for_accounts().filter(connector=connection.connector_id, turn__member=connection.member_id)
    chats = Conversation.objects.select_related("project", "organization").filter(
        pk__in=calls.values("turn__conversation"), deleted_at=None
    )
    # A chat that somebody is changing at this moment is left alone: a sign-in holds its account, and waits for no chat.
    for chat in chats.select_for_update(no_key=True, skip_locked=True, of=("self",)):
        _switch_on_again(chat, connection)
    look_again(calls)


def _switch_on_again(chat: Conversation, connection: Connection) -> None:
    connector = connection.connector
    is_on = ConnectorToggle.objects.filter(conversation=chat, connector=connector).exists()
    if is_on or not may_toggle(place_of(chat), connector, [connection]).allowed:
        return
    ConnectorToggle.objects.create(
        organization_id=chat.organization_id, conversation=chat, connector=connector, connection=connection
    )
    Notice.see_all(chat, connector.name)


@transaction.atomic
def go_on_without(*, actor: Actor, call: ToolCall) -> ToolCall:
    """The person does not sign in: this call ends, with the turn's others that wait for the same, and the turn goes on.

    Raises Conflict `not_waiting`, Missing when the chat was deleted a moment ago.
    """
    turn = lock_turn_of(call)
    call.refresh_from_db()
    wanted = ConnectionWanted.of(call)
    if call.status != CallStatus.AWAITING_CONNECTION or wanted is None:
        raise Conflict("not_waiting", "This does not wait for a sign-in any more.")
    alike = calls_waiting_for_accounts().filter(turn=turn, connector=call.connector_id)
    for each in alike.filter(connection_wanted__reason=wanted.reason).select_related("connector"):
        name = each.connector.name if each.connector else "the service"
        words = f"The person went on without signing in to {name}."
        values = {"error_code": NOT_CONNECTED, "error_message": words, "waits_until": None}
        if each.move(CallStatus.FAILED, start=(CallStatus.AWAITING_CONNECTION,), **values):
            record(actor=actor, action="tool_call.settled", subject=each, outcome=NOT_CONNECTED)
    look_again(ToolCall.objects.filter(pk=call.pk))
    return call
