"""Sharing a snapshot by a link, and revoking the link."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from psycopg.errors import CheckViolation

from connectors.models import Connector
from conversations.markdown.rendering import html_of, lines_of
from conversations.models import (
    FINAL,
    Audience,
    ContentKind,
    Conversation,
    Message,
    Notice,
    NoticeCode,
    Provenance,
    Share,
    Turn,
)
from conversations.policy.place import ContentOf
from conversations.policy.sharing import may_share
from conversations.selectors import branch_of, contents_in, kinds_in, lock_chat
from organizations.audit import Actor, record
from organizations.models import Membership, Organization, User, forget_answers
from organizations.policy import may_keep_things
from organizations.refusals import AuditNote, Conflict, insist
from organizations.tenancy import everywhere, tenant

CHANGED = "This chat or what your organization allows changed just now. Look at it and try again."


def share_conversation(*, actor: Actor, conversation: Conversation, audience: str, confirmed: bool = False) -> Share:
    """A snapshot of the visible branch for the organization or for anyone.

    Raises Refused by rules.md section 5, with the audit event `share.denied`. The database decides again on what is
    committed by then. Raises Conflict when it refuses what the rules allow by now.
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
        # Something changed meanwhile: decide by the rows as they are now.
        now = Organization.objects.get(pk=actor.organization_id)
        insist(may_share(now, audience, kinds_in(conversation), confirmed), note)
        raise Conflict("sharing_changed", CHANGED, audit=note) from error


def _is_refusal(error: IntegrityError) -> bool:
    """Whether the error is a refusal of the database's share rules (sql/share_refusal.sql)."""
    return isinstance(error.__cause__, CheckViolation) and error.__cause__.diag.constraint_name == "sharing_table"


@transaction.atomic
def _write(actor: Actor, conversation: Conversation, audience: str, *, redacted: bool) -> Share:
    lock_chat(conversation.id)
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
    """Title, author and words of all finished messages: no tool input, tool output or files (rules.md section 5)."""
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


# Opening a link. It is checked again at every request (sharing-S3, S4).


def open_share(token: str, user: User | None) -> Share | None:
    """The share behind a link for this reader; None for revoked, expired, foreign, unknown and forbidden alike."""
    share_id = Share.id_of(token)
    if share_id is None:
        return None
    with everywhere("opening a share by its token"):
        organization_id = Share.objects.filter(pk=share_id).values_list("organization_id", flat=True).first()
    if organization_id is None:
        return None
    with tenant(organization_id):
        rows = Share.objects.select_related("organization", "conversation", "created_by")
        share = rows.filter(pk=share_id).first()
        if share is None or not _is_alive(share):
            return None
        reader = _membership(share, user)
        kinds = set(Provenance.objects.filter(conversation=share.conversation_id).values_list("kind", flat=True))
        if not may_share(share.organization, share.audience, kinds, share.redacted).allowed:
            return None
        if share.audience == Audience.ORGANIZATION and reader is None:
            return None
        actor = Actor.of(reader) if reader else Actor.system(share.organization_id)
        record(actor=actor, action="share.viewed", subject=share, audience=share.audience)
    return share


def _is_alive(share: Share) -> bool:
    return (
        share.is_live
        and share.conversation.deleted_at is None
        and share.created_by.removed_at is None
        and share.organization.closed_at is None
    )


def _membership(share: Share, user: User | None) -> Membership | None:
    if user is None:
        return None
    return Membership.objects.select_related("user").filter(user=user, removed_at=None).first()


# The page behind a share link: server-rendered, loads nothing from elsewhere.


@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """The snapshot, or the same 404 for every link that does not work for this reader."""
    share = open_share(token, request.user if isinstance(request.user, User) else None)
    context = _context(share) if share else {"sign_in": not request.user.is_authenticated, "path": request.path}
    template = "conversations/shared.html" if share else "conversations/shared_missing.html"
    response = render(request, template, context, status=200 if share else 404)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _context(share: Share) -> dict[str, Any]:
    said = enumerate(share.snapshot["messages"], 1)
    messages = [{**message, "html": _html(message, number)} for number, message in said]
    return {
        "share": share,
        "title": share.snapshot["title"] or "Shared chat",
        "author": share.snapshot["author"],
        "messages": messages,
        "inside": share.audience == "organization",
        "demo": any(message["demo"] for message in messages),
        "home": settings.PUBLIC_URL,
    }


def _html(message: dict[str, Any], number: int) -> SafeString:
    """As in the chat: the model's text is markdown, a person's text is shown as it is."""
    return lines_of(message["text"]) if message["role"] == "user" else html_of(message["text"], f"m{number}-")


# Marking a conversation with a connector's content (sharing-S1, S3), in the transaction of the content itself.


def mark_provenance(*, turn: Turn, connector: Connector) -> tuple[ContentOf, ...]:
    """Set the mark and revoke every live share that the rules then forbid; the database checks the same.

    Returns whose content the conversation holds now.
    """
    mark = mark_of(turn, connector)
    same = {"conversation": turn.conversation_id, "turn": turn, "connector": connector, "kind": mark.kind}
    if not Provenance.objects.filter(**same).exists():
        _set(turn, mark)
    return contents_in(turn.conversation_id)


def _set(turn: Turn, mark: Provenance) -> None:
    # The triggers' lock: a share that is made at this moment is either seen here or sees the mark.
    Conversation.objects.select_for_update(no_key=True).get(pk=turn.conversation_id)
    if shares := list(Share.objects.filter(conversation_id=turn.conversation_id, revoked_at=None)):
        _revoke_forbidden(turn, shares, mark.kind)
    mark.save(force_insert=True)


def mark_of(turn: Turn, connector: Connector) -> Provenance:
    """The unsaved mark of this connector's content."""
    return Provenance(
        organization_id=turn.organization_id,
        conversation_id=turn.conversation_id,
        turn=turn,
        connector=connector,
        kind=_kind_of(connector),
    )


def _kind_of(connector: Connector) -> str:
    is_health = connector.listing is not None and connector.listing.sensitivity == "health"
    return ContentKind.HEALTH if is_health else ContentKind.TOOL


def _revoke_forbidden(turn: Turn, shares: list[Share], kind: str) -> None:
    """A live link was allowed with the earlier content, so only the new kind can forbid it."""
    organization = Organization.objects.get(pk=turn.organization_id)
    for share in shares:
        if may_share(organization, share.audience, {kind}, share.redacted).allowed:
            continue
        if share.revoke("connector_content"):
            record(
                actor=Actor.system(turn.organization_id),
                action="share.revoked",
                subject=share,
                reason="connector_content",
                conversation=str(turn.conversation_id),
            )
            Notice.tell(turn.organization_id, NoticeCode.LINK_ENDED, [(turn.conversation_id, "")])
