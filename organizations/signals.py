"""How the apps above hear of changes here; sent inside the transaction."""

from django.dispatch import Signal

# sender: Membership class; kwargs: membership
member_removed = Signal()
# sender: Membership class; kwargs: membership. The mailbox's owner took over a space that somebody else may have begun.
space_claimed = Signal()
# sender: Project class; kwargs: project, actor. The project became public, or got a member.
project_opened = Signal()
# sender: Organization class; kwargs: organization, actor. Plan or settings changed.
organization_changed = Signal()
# sender: Project class; kwargs: project, actor. Only its members see the project now.
project_closed = Signal()
# sender: Project class; kwargs: project, member, actor. They see it no more, unless it is public.
project_member_removed = Signal()
# sender: Project class; kwargs: project, actor. The project is gone for people.
project_deleted = Signal()
