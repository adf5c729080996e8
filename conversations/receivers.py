"""Receivers of the signals of the apps below: they stop turns, switch connectors off and revoke links."""

import uuid
from typing import Any

from django.dispatch import receiver

from connectors.models import Connection, Connector
from connectors.receivers import connector_named
from connectors.signals import account_changed, account_connected, connection_ended, connector_disabled
from conversations.chats import delete_conversation, leave_project, stop_turns_in, switch_off
from conversations.events.stream import announce_connection_end
from conversations.models import (
    OPEN,
    CallStatus,
    ConnectorToggle,
    Conversation,
    Design,
    Notice,
    NoticeCode,
    Provenance,
    Share,
    ToolCall,
    Turn,
)
from conversations.policy.place import Place, may_publish_with, may_use_connectors_in
from conversations.policy.sharing import may_share
from conversations.waits import calls_waiting_for_accounts, go_on_connected, look_again
from organizations.audit import Actor, record
from organizations.audit_names import About, Names, member_named, members_by_id, names
from organizations.enqueueing import after_commit
from organizations.models import Membership, Organization, Project, ProjectMember, forget_answers
from organizations.policy import may_see_project
from organizations.refusals import Decision
from organizations.signals import (
    member_removed,
    organization_changed,
    project_closed,
    project_deleted,
    project_member_removed,
    project_opened,
    publish_refusals,
    space_claimed,
)


@receiver(connector_disabled, dispatch_uid="conversations.switch_off_disabled")
def switch_off_disabled(sender: object, connector: Connector, **_: Any) -> None:
    """A disabled connector is off in every chat, so that enabling it again finds no dead switch."""
    toggles = ConnectorToggle.objects.filter(connector=connector)
    switch_off(connector.organization_id, toggles, NoticeCode.CONNECTOR_DISABLED)
    look_again(calls_waiting_for_accounts().filter(connector=connector))


@receiver(account_connected, dispatch_uid="conversations.go_on")
def go_on(sender: object, connection: Connection, **_: Any) -> None:
    """What waits for this sign-in goes on by itself."""
    go_on_connected(connection)


@receiver(connection_ended, dispatch_uid="conversations.stop_calls")
def stop_calls(sender: object, connection: Connection, **_: Any) -> None:
    """A disconnected account is off in every chat, and its running calls end at once, in every worker (C5)."""
    toggles = ConnectorToggle.objects.filter(connection=connection)
    switch_off(connection.organization_id, toggles, NoticeCode.ACCOUNT_DISCONNECTED)
    look_again(calls_waiting_for_accounts().filter(connection=connection))
    after_commit(announce_connection_end, connection.id)


@receiver(account_changed, dispatch_uid="conversations.leave_other_account")
def leave_other_account(sender: object, connection: Connection, actor: Actor, **_: Any) -> None:
    """Toggles and approvals were for the earlier account: it is switched off, and its waiting calls stop.

    But for calls that wait for this very sign-in: they go on, and are asked about anew.
    """
    open_calls = ToolCall.objects.filter(connection=connection, status__in=OPEN)
    waiting = open_calls.exclude(status=CallStatus.AWAITING_CONNECTION).values("turn__conversation")
    stop_turns_in(actor=actor, conversations=Conversation.objects.filter(pk__in=waiting))
    toggles = ConnectorToggle.objects.filter(connection=connection)
    switch_off(connection.organization_id, toggles, NoticeCode.ACCOUNT_CHANGED)


@receiver(organization_changed, dispatch_uid="conversations.switch_off_where_not_allowed")
def switch_off_where_not_allowed(sender: object, organization: Organization, actor: Actor, **_: Any) -> None:
    """Connectors may no longer be used in shared projects: switch them off there (P3)."""
    for project in Project.objects.filter(pk__in=ConnectorToggle.objects.values("conversation__project")):
        switch_off_opened(sender, project, actor)


@receiver(member_removed, dispatch_uid="conversations.stop_turns_of_removed_member")
def stop_turns(sender: object, membership: Membership, **_: Any) -> None:
    """Whoever leaves: links die, chats leave their projects, running turns stop (rules.md section 2)."""
    actor = Actor.system(membership.organization_id)
    for share in Share.objects.filter(created_by=membership, revoked_at=None):
        _revoke(actor, share, "member_removed")
    chats = Conversation.objects.filter(author=membership)
    # Nobody could move these chats out later, and their content would keep the project from opening (A6, P6).
    chats.update(project=None)
    stop_turns_in(actor=actor, conversations=chats)


@receiver(space_claimed, dispatch_uid="conversations.delete_in_claimed_space")
def delete_in_claimed(sender: object, membership: Membership, **_: Any) -> None:
    """Delete the chats from before the address's owner confirmed it: they may be somebody else's (accounts-A2)."""
    actor = Actor.system(membership.organization_id)
    for conversation in Conversation.objects.filter(author=membership, deleted_at=None):
        delete_conversation(actor=actor, conversation=conversation)


@receiver(project_opened, dispatch_uid="conversations.switch_off_in_opened_project")
def switch_off_opened(sender: object, project: Project, actor: Actor, **_: Any) -> None:
    """Others can see the project now: connectors go off and turns stop where connectors may not be used (P5, P6)."""
    members = ProjectMember.objects.filter(project=project, member__removed_at=None).count()
    organization = Organization.objects.get(pk=project.organization_id)
    if may_use_connectors_in(Place(organization, project, members)).allowed:
        return
    toggles = ConnectorToggle.objects.filter(conversation__project=project)
    stop_turns_in(actor=actor, conversations=Conversation.objects.filter(toggles__in=toggles))
    switch_off(project.organization_id, toggles, NoticeCode.PROJECT_OPENED)


@receiver(project_member_removed, dispatch_uid="conversations.leave_with_member")
def leave_with_member(sender: object, project: Project, member: Membership, actor: Actor, **_: Any) -> None:
    """Whoever is taken out of a private project takes their chats along (A6)."""
    if not may_see_project(project, is_member=False).allowed:
        leave_project(actor=actor, project=project, conversations=Conversation.objects.filter(author=member))


@receiver(project_closed, dispatch_uid="conversations.leave_closed")
def leave_closed(sender: object, project: Project, actor: Actor, **_: Any) -> None:
    """Only members see the project now: move all other people's chats out (A6)."""
    inside = ProjectMember.objects.filter(project=project, member__removed_at=None).values("member")
    leave_project(actor=actor, project=project, conversations=Conversation.objects.exclude(author__in=inside))


@receiver(project_deleted, dispatch_uid="conversations.leave_deleted")
def leave_deleted(sender: object, project: Project, actor: Actor, **_: Any) -> None:
    """The project was deleted: its chats stay with their authors, and their turns stop (A6)."""
    leave_project(actor=actor, project=project, conversations=Conversation.objects.all())


@receiver(organization_changed, dispatch_uid="conversations.revoke_forbidden_shares")
def revoke_forbidden(sender: object, organization: Organization, actor: Actor, **_: Any) -> None:
    """Another plan or setting: every live link that it forbids is revoked in the same transaction (sharing-S3)."""
    kinds: dict[uuid.UUID, set[str]] = {}
    for conversation_id, kind in Provenance.objects.values_list("conversation_id", "kind").distinct():
        kinds.setdefault(conversation_id, set()).add(kind)
    for share in Share.objects.filter(organization=organization, revoked_at=None):
        found = kinds.get(share.conversation_id, set())
        if not may_share(organization, share.audience, found, share.redacted).allowed:
            _revoke(actor, share, "organization_changed")


@publish_refusals.register
def refuse_connector_content(project: Project) -> Decision:
    """Private projects P6: a project does not open over conversations with connector content."""
    with_content = Provenance.objects.filter(conversation__project=project, conversation__deleted_at=None)
    return may_publish_with(project, with_content.values("conversation").distinct().count())


def _revoke(actor: Actor, share: Share, because: str) -> None:
    if share.revoke(because):
        forget_answers(organization_id=share.organization_id, subject_id=share.pk)
        record(actor=actor, action="share.revoked", subject=share, reason=because)
        Notice.tell(share.organization_id, NoticeCode.LINK_ENDED, [(share.conversation_id, "")])


# Names of chats, turns, tool calls and links in the audit log: whose they are, not what is said in them.


@names("conversation")
def _conversations(ids: set[str], reader: Membership) -> Names:
    rows = Conversation.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    return _chats(list(rows), reader)


@names("turn")
def _turns(ids: set[str], reader: Membership) -> Names:
    rows = Turn.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("conversation")
    chats = _chats([row.conversation for row in rows], reader)
    return {str(row.pk): chats.get(str(row.conversation_id), []) for row in rows}


@names("share")
def _shares(ids: set[str], reader: Membership) -> Names:
    rows = Share.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("conversation")
    chats = _chats([row.conversation for row in rows], reader)
    return {str(row.pk): [About("share", "a share link"), *chats.get(str(row.conversation_id), [])] for row in rows}


@names("design")
def _designs(ids: set[str], reader: Membership) -> Names:
    """A design's title is a word of its chat: only whose chat it is in."""
    rows = Design.objects.filter(organization=reader.organization_id, pk__in=list(ids)).select_related("conversation")
    chats = _chats([row.conversation for row in rows], reader)
    return {str(row.pk): [About("design", "a design"), *chats.get(str(row.conversation_id), [])] for row in rows}


@names("toolcall")
def _calls(ids: set[str], reader: Membership) -> Names:
    """The tool, its connector, and whose chat it was called in."""
    rows = ToolCall.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    calls = list(rows.select_related("turn__conversation", "connector"))
    chats = _chats([call.turn.conversation for call in calls], reader)
    return {str(call.pk): [*_tool(call), *chats.get(str(call.turn.conversation_id), [])] for call in calls}


def _tool(call: ToolCall) -> list[About]:
    tool = About("tool", call.tool)
    return [tool, connector_named(call.connector)] if call.connector else [tool]


def _chats(rows: list[Conversation], reader: Membership) -> Names:
    authors = members_by_id({str(row.author_id) for row in rows})
    return {str(row.pk): _chat(row, authors.get(str(row.author_id)), reader) for row in rows}


def _chat(chat: Conversation, author: Membership | None, reader: Membership) -> list[About]:
    """The reader can open their own chats; of others' only enough of the id is shown to tell two apart."""
    short = str(chat.pk)[:8]
    gone = "" if chat.deleted_at is None else ", deleted"
    opens = str(chat.pk) if chat.author_id == reader.pk and not gone else ""
    if author is None:
        return [About("conversation", f"a chat ({short}{gone})")]
    named = member_named(author)
    return [About("conversation", f"a chat of {named.name} ({short}{gone})", opens), named]
