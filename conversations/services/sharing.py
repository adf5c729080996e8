"""Putting a snapshot behind a link, and taking the link away."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from psycopg.errors import CheckViolation

from conversations.models import FINAL, Conversation, Message, Share
from conversations.policy import may_share
from conversations.selectors import branch_of, kinds_in
from conversations.services.chats import hold_chat
from organizations.actors import Actor
from organizations.exceptions import AuditNote, Conflict, insist
from organizations.models import Organization
from organizations.policy import may_keep_things
from organizations.services.answers import forget_answers
from organizations.services.audit import record

CHANGED = "This chat or what your organization allows changed just now. Look at it and try again."


def share_conversation(*, actor: Actor, conversation: Conversation, audience: str, confirmed: bool = False) -> Share:
    """A snapshot of the visible branch for the organization or for anyone.

    Raises Refused by rules.md section 5, with the audit event `share.denied`. The database decides the same once
    more on what is committed by then, and its word is final; Conflict when it refused what is allowed by now.
    """
    note = AuditNote("share.denied", conversation, audience=audience)
    kinds = kinds_in(conversation)
    insist(may_share(actor.member.organization, audience, kinds, confirmed), note)
    insist(may_keep_things(actor.member.user), note)
    try:
        return _write(actor, conversation, audience, redacted=bool(kinds))
    except IntegrityError as error:
        if not _is_refusal(error):
            raise
        # Somebody was faster: say what the rules say of the rows as they are now.
        now = Organization.objects.get(pk=actor.organization_id)
        insist(may_share(now, audience, kinds_in(conversation), confirmed), note)
        raise Conflict("sharing_changed", CHANGED, audit=note) from error


def _is_refusal(error: IntegrityError) -> bool:
    """It comes from the table of section 5 in the database (migration 0010_one_personal)."""
    return isinstance(error.__cause__, CheckViolation) and error.__cause__.diag.constraint_name == "sharing_table"


@transaction.atomic
def _write(actor: Actor, conversation: Conversation, audience: str, *, redacted: bool) -> Share:
    hold_chat(conversation.id)
    share = Share.objects.create(
        organization_id=actor.organization_id,
        conversation=conversation,
        created_by=actor.member,
        audience=audience,
        redacted=redacted,
        snapshot=snapshot_of(conversation),
    )
    record(
        actor=actor,
        action="share.created",
        subject=share,
        audience=audience,
        conversation=str(conversation.id),
    )
    return share


def snapshot_of(conversation: Conversation) -> dict[str, Any]:
    """Title, author and the words of all finished messages: never tool input, tool output or files (section 5)."""
    finished = [m for m in branch_of(conversation) if m.turn is None or m.turn.status in FINAL]
    return {
        "title": conversation.title,
        "author": str(conversation.author.user),
        "messages": [_words(message) for message in finished if message.text],
    }


def _words(message: Message) -> dict[str, Any]:
    demo = settings.MODEL_IS_DEMO and message.role == "assistant"
    return {
        "role": message.role,
        "text": message.text,
        "demo": demo,
        "created_at": message.created_at.isoformat(),
    }


@transaction.atomic
def revoke_share(*, actor: Actor, share: Share) -> None:
    """Kill the link; may run twice."""
    if share.revoke("member"):
        forget_answers(organization_id=share.organization_id, subject_id=share.pk)
        record(actor=actor, action="share.revoked", subject=share, reason="member")
