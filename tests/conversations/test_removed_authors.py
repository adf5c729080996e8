"""The chats of somebody who was removed from the organization leave its projects as well (A6)."""

from conversations.models import Conversation
from organizations.models import Project, ProjectMember
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

ACME = "/api/v1/organizations/acme"


def _in_a_project(desk: Desk) -> Project:
    project = Project.objects.create(organization=desk.cast.acme, name="Bluebird", created_by=desk.cast.ada)
    for member in (desk.cast.ada, desk.cast.mia):
        ProjectMember.objects.create(organization=desk.cast.acme, project=project, member=member)
    Conversation.objects.update(project=project)
    return project


def test_the_chat_leaves_and_does_not_keep_the_project_closed_for_ever(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    project = desk.inside(lambda: _in_a_project(desk))
    ada = desk.cast.client(desk.cast.ada)
    assert ada.delete(f"{ACME}/members/{desk.cast.mia.id}").status_code == 204
    assert desk.inside(lambda: Conversation.objects.get(pk=desk.conversation.pk).project_id) is None
    # "Their authors have to move them out first": there is no author any more.
    assert ada.patch(f"{ACME}/projects/{project.id}", {"visibility": "public"}, format="json").status_code == 200
