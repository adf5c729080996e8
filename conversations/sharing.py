"""Opening a link: checked again at every request (sharing-S3, S4)."""

from conversations.models import Audience, Provenance, Share
from conversations.policy import may_share
from organizations.actors import Actor
from organizations.models import Membership, User
from organizations.services.audit import record
from organizations.tenancy import everywhere, tenant


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
