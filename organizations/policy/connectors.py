"""Whether the conversations of a project may use connectors (private projects P1 to P3)."""

from organizations.decisions import ALLOWED, Decision, refuse
from organizations.models import Organization, Project

CODE = "connectors_require_private_project"


def may_use_connectors_in(project: Project | None, members: int, organization: Organization) -> Decision:
    """`project` is None for a member's own conversations; `members` counts the people in the project."""
    if project is None:
        return ALLOWED
    if project.is_public:
        reason = f"“{project.name}” is public, and connectors only work in private projects. Move this chat out of it."
        return refuse(CODE, reason, project)
    if members > 1 and not organization.connectors_in_shared_projects:
        reason = (
            f"Others are in “{project.name}” too: shared or public project chats cannot use connected service data."
        )
        return refuse(CODE, reason, project)
    return ALLOWED
