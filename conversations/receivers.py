"""Listens to the apps below: what changes there stops turns, switches connectors off and kills links here."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from connectors.models import Connection
from connectors.signals import connection_ended
from conversations.events.announcing import announce_connection_end
from conversations.models import FINAL, ConnectorToggle, Provenance, Share, Turn
from conversations.policy import Place, may_publish_with, may_share, may_use_connectors_in
from conversations.services.cancellation import cancel_turn
from organizations.actors import Actor
from organizations.decisions import Decision
from organizations.enqueueing import after_commit
from organizations.models import Membership, Organization, Project, ProjectMember
from organizations.registries import publish_refusals
from organizations.services.audit import record
from organizations.signals import member_removed, organization_changed, project_deleted, project_opened


@receiver(connection_ended, dispatch_uid="conversations.stop_calls")
def stop_calls(sender: object, connection: Connection, **_: Any) -> None:
    """A disconnected account's running calls end at once, in every worker (credentials-C5)."""
    after_commit(announce_connection_end, connection.id)


@receiver(member_removed, dispatch_uid="conversations.stop_turns_of_removed_member")
def stop_turns(sender: object, membership: Membership, **_: Any) -> None:
    """Whoever leaves: running turns stop, links die (rules.md section 2)."""
    actor = Actor.system(membership.organization_id)
    _cancel(actor, Turn.objects.filter(member=membership))
    for share in Share.objects.filter(created_by=membership, revoked_at=None):
        _revoke(actor, share, "member_removed")


@receiver(project_opened, dispatch_uid="conversations.switch_off_in_opened_project")
def switch_off(sender: object, project: Project, actor: Actor, **_: Any) -> None:
    """Others can see the project now: toggles go off and turns stop, where connectors may not stay (P5, P6)."""
    members = ProjectMember.objects.filter(project=project, member__removed_at=None).count()
    organization = Organization.objects.get(pk=project.organization_id)
    if may_use_connectors_in(Place(organization, project, members)).allowed:
        return
    toggles = ConnectorToggle.objects.filter(conversation__project=project)
    _cancel(actor, Turn.objects.filter(conversation__in=toggles.values("conversation")))
    toggles.delete()


@receiver(project_deleted, dispatch_uid="conversations.stop_turns_of_deleted_project")
def stop_turns_in(sender: object, project: Project, actor: Actor, **_: Any) -> None:
    """The project is gone for people: nothing in it goes on."""
    _cancel(actor, Turn.objects.filter(conversation__project=project))


@receiver(organization_changed, dispatch_uid="conversations.revoke_forbidden_shares")
def revoke_forbidden(sender: object, organization: Organization, actor: Actor, **_: Any) -> None:
    """Another plan or setting: every live link that it forbids is revoked in the same transaction (sharing-S3)."""
    kinds: dict[uuid.UUID, set[str]] = {}
    for conversation_id, kind in Provenance.objects.values_list("conversation_id", "kind").distinct():
        kinds.setdefault(conversation_id, set()).add(kind)
    for share in Share.objects.filter(organization=organization, revoked_at=None):
        held = kinds.get(share.conversation_id, set())
        if not may_share(organization, share.audience, held, share.redacted).allowed:
            _revoke(actor, share, "organization_changed")


@publish_refusals.register
def refuse_connector_content(project: Project) -> Decision:
    """Private projects P6: a project does not open over conversations with connector content."""
    holding = Provenance.objects.filter(conversation__project=project, conversation__deleted_at=None)
    return may_publish_with(project, holding.values("conversation").distinct().count())


def _cancel(actor: Actor, turns: QuerySet[Turn]) -> None:
    for turn in turns.exclude(status__in=FINAL):
        cancel_turn(actor=actor, turn=turn)


def _revoke(actor: Actor, share: Share, because: str) -> None:
    if share.revoke(because):
        record(actor=actor, action="share.revoked", subject=share, reason=because)
