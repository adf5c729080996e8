"""Marking a conversation with a connector's content (sharing-S1, S3), in the transaction of the content itself."""

from connectors.models import Connector
from conversations.models import ContentKind, Conversation, Notice, NoticeCode, Provenance, Share, Turn
from conversations.policy.rules import ContentOf, may_share
from conversations.selectors import contents_in
from organizations.audit import Actor, record
from organizations.models import Organization


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
    # The same lock as the triggers take: a share that is being made now is either seen here or sees the mark.
    Conversation.objects.select_for_update(no_key=True).get(pk=turn.conversation_id)
    if shares := list(Share.objects.filter(conversation_id=turn.conversation_id, revoked_at=None)):
        _revoke_forbidden(turn, shares, mark.kind)
    mark.save(force_insert=True)


def mark_of(turn: Turn, connector: Connector) -> Provenance:
    """The mark of this connector's content, not set yet."""
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
    """A link that lives was allowed with what came before: only the new kind can forbid it."""
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
