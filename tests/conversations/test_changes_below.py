"""What changes in projects, members, plans and accounts stops turns, switches connectors off and kills links."""

import threading

import pytest

from connectors.accounts.disconnect import disconnect
from conversations.models import CallStatus, ConnectorToggle, Share, TurnStatus
from conversations.receivers import revoke_forbidden
from conversations.sharing import share_conversation
from organizations.models import Organization, Project, ProjectMember
from organizations.organization import remove_member
from organizations.projects import add_project_member, change_visibility
from organizations.refusals import Refused
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool
from tests.owner import set_as_owner


def _in_project(desk: Desk) -> Project:
    def write() -> Project:
        project = Project.objects.create(
            organization=desk.cast.acme, name="Plans", created_by=desk.cast.mia, visibility="private"
        )
        ProjectMember.objects.create(organization=desk.cast.acme, project=project, member=desk.cast.mia)
        desk.conversation.project = project
        desk.conversation.save()
        return project

    return desk.inside(write)  # type: ignore[no-any-return]


def test_a_project_with_connector_content_does_not_become_public(desk: Desk) -> None:
    project = _in_project(desk)
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    with pytest.raises(Refused) as refused:
        desk.inside(
            lambda: change_visibility(actor=desk.cast.actor(desk.cast.mia), project=project, visibility="public")
        )
    assert refused.value.code == "project_has_connector_content"


def test_a_project_that_becomes_public_switches_connectors_off_and_stops_turns(desk: Desk) -> None:
    project = _in_project(desk)
    desk.model.says([tool("notebook__create_note", text="milk")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    desk.inside(lambda: change_visibility(actor=desk.cast.actor(desk.cast.mia), project=project, visibility="public"))
    assert desk.again(turn).status == TurnStatus.CANCELLED
    assert desk.inside(ConnectorToggle.objects.count) == 0


def test_a_second_person_in_a_private_project_switches_connectors_off(desk: Desk) -> None:
    project = _in_project(desk)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: add_project_member(actor=mia, project=project, member=desk.cast.max))
    assert desk.inside(ConnectorToggle.objects.count) == 0


def test_a_removed_members_turns_stop_and_links_die(desk: Desk) -> None:
    mia, ada = desk.cast.actor(desk.cast.mia), desk.cast.actor(desk.cast.ada)
    share = desk.inside(lambda: share_conversation(actor=mia, conversation=desk.conversation, audience="organization"))
    turn = desk.ask()
    desk.inside(lambda: remove_member(actor=ada, member=desk.cast.mia))
    assert desk.again(turn).status == TurnStatus.CANCELLED
    assert desk.inside(lambda: Share.objects.get(pk=share.pk).revoked_because) == "member_removed"


def test_an_owner_who_forbids_public_links_kills_those_that_exist(cast: Cast) -> None:
    from tests import factories

    conversation = factories.make_conversation(cast.mia)
    set_as_owner(cast.acme, external_sharing=True)
    cast.mia.organization.refresh_from_db()
    with tenant(cast.acme.id):
        share_conversation(actor=cast.actor(cast.mia), conversation=conversation, audience="public")
        cast.acme.external_sharing = False
        revoke_forbidden(Organization, organization=cast.acme, actor=cast.actor(cast.ada))
        assert Share.objects.get().revoked_because == "organization_changed"


def test_disconnecting_ends_the_running_call_at_once(desk: Desk) -> None:
    desk.model.says([tool("notebook__slow_read")], [text("It broke off.")])
    turn = desk.ask()
    thread = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    thread.start()
    assert desk.notebook.entered.wait(10)
    desk.inside(lambda: disconnect(actor=desk.cast.actor(desk.cast.mia), connection=desk.connection))
    thread.join(10)
    assert not thread.is_alive()
    assert [call.status for call in desk.calls(turn)] == [CallStatus.FAILED]
    assert desk.again(turn).status == TurnStatus.COMPLETED
