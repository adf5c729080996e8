"""Which rows of this app a person can reach."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from organizations.models import AuditEvent, Membership, Project, User, Visibility
from organizations.tenancy import everywhere


def membership_of(user: User, *, slug: str) -> Membership | None:
    """The person's open membership in the organization with this slug, None for strangers."""
    with everywhere("the memberships of a person"):
        return (
            Membership.objects.select_related("organization", "user")
            .filter(user=user, organization__slug=slug, organization__closed_at=None, removed_at=None)
            .first()
        )


def memberships_of(user: User) -> Sequence[Membership]:
    """All open memberships of a person, the personal organization last."""
    with everywhere("the memberships of a person"):
        found = Membership.objects.select_related("organization", "user").filter(
            user=user, removed_at=None, organization__closed_at=None
        )
        return sorted(found, key=lambda m: (m.organization.is_personal, m.organization.name.lower()))


def members_visible_to(member: Membership) -> QuerySet[Membership]:
    """Everyone in the organization knows who is in it."""
    return Membership.objects.select_related("user").filter(organization=member.organization_id, removed_at=None)


def projects_visible_to(member: Membership) -> QuerySet[Project]:
    """Public projects, and private ones that the member was invited into (rules.md section 4)."""
    mine = Q(members__member=member)
    return (
        Project.objects.filter(mine | Q(visibility=Visibility.PUBLIC), organization=member.organization_id)
        .filter(deleted_at=None)
        .distinct()
    )


def audit_events_visible_to(member: Membership) -> QuerySet[AuditEvent]:
    """The organization's log; who may read it at all is `policy.may_read_audit`."""
    return AuditEvent.objects.filter(organization=member.organization_id)


