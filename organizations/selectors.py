"""Which rows of this app a person can reach."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Count, Exists, Expression, Model, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.query import get_related_populators
from django.utils import timezone

from organizations.exact_json import instance
from organizations.models import (
    AccessToken,
    AuditEvent,
    Invitation,
    Membership,
    Organization,
    Project,
    ProjectMember,
    User,
    Visibility,
)
from organizations.refusals import Missing
from organizations.sealing import token_hash
from organizations.tenancy import everywhere, prepared_cursor, tenant, tenant_opened_by


@contextmanager
def entered(user: User, *, slug: str) -> Iterator[Membership]:
    """The person's open membership in the organization with this slug, inside its tenant; raises Missing for strangers.

    One statement finds both and opens the tenant (sql/enter_organization.sql).
    """
    with tenant_opened_by("enter_organization", user.pk, slug) as (membership, organization):
        if membership is None:
            raise Missing
        columns = json.loads(membership)
        own = instance(Membership, columns)
        own.user, own.organization = user, instance(Organization, json.loads(organization))
        user.verified_at_entering = columns["has_verified_email"]
        yield own


def memberships_of(user: User) -> Sequence[Membership]:
    """All open memberships of a person, the personal organization last."""
    with everywhere("the memberships of a person"):
        found = Membership.objects.select_related("organization").filter(
            user=user, removed_at=None, organization__closed_at=None
        )
        ordered = sorted(found, key=lambda m: (m.organization.is_personal, m.organization.name.lower()))
    for membership in ordered:
        membership.user = user
    return ordered


def ownerships_of(user: User) -> Sequence[Membership]:
    """The open memberships in which a person is an owner now."""
    return [membership for membership in memberships_of(user) if membership.is_owner]


def organizations_of(user: User) -> QuerySet[Organization]:
    """The organizations that a person is in."""
    return Organization.objects.filter(id__in=[m.organization_id for m in memberships_of(user)])


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """A person's own usable tokens."""
    return AccessToken.usable().filter(user=user)


def invitation_for(user: User, *, token: str) -> Invitation | None:
    """The pending invitation behind a link, for the person whom it is addressed to."""
    pending = _pending(Invitation.objects.all())
    with everywhere("an invitation by its token"):
        addressed = pending.filter(email=user.email.lower(), organization__closed_at=None)
        found = addressed.filter(token_hash=token_hash(token)).values_list("organization_id", "id").first()
    if found is None:
        return None
    with tenant(found[0]):
        return pending.select_related("organization", "invited_by__user").filter(pk=found[1]).first()


def member_count(organization: Organization) -> int:
    """How many people are in the open tenant's organization."""
    return Membership.objects.filter(organization=organization, removed_at=None).count()


def members_visible_to(member: Membership) -> QuerySet[Membership]:
    """All members: everyone in the organization may see who is in it."""
    rows = Membership.objects.select_related("user").prefetch_related("user__emailaddress_set")
    return rows.filter(organization=member.organization_id, removed_at=None)


def invitations_visible_to(member: Membership) -> QuerySet[Invitation]:
    """Pending ones; who may read them at all is `policy.may_manage_members`."""
    return _pending(Invitation.objects.filter(organization=member.organization_id))


def invitations_sent_today(member: Membership) -> int:
    """How many the person behind this membership has sent in the last 24 hours, withdrawn and used ones included."""
    sent = Invitation.objects.filter(organization=member.organization_id, invited_by__user=member.user_id)
    return sent.filter(created_at__gt=timezone.now() - timedelta(days=1)).count()


def projects_visible_to(member: Membership) -> QuerySet[Project]:
    """Public projects, and private ones that the member was invited into (rules.md section 4).

    Each carries `member_count`: the people in it, in a public one everybody in the organization.
    """
    rows = ProjectMember.objects.filter(project=OuterRef("pk"))
    mine = Exists(rows.filter(member=member))
    everybody = Membership.objects.filter(organization=OuterRef("organization"), removed_at=None)
    count = Case(
        When(visibility=Visibility.PUBLIC, then=_counted(everybody, "organization")),
        default=_counted(rows, "project"),
    )
    return (
        Project.objects.filter(Q(mine) | Q(visibility=Visibility.PUBLIC), organization=member.organization_id)
        .filter(deleted_at=None)
        .annotate(member_count=count)
    )


def project_members(project: Project) -> QuerySet[ProjectMember]:
    """Who was invited into a project that the caller can see."""
    rows = ProjectMember.objects.select_related("member__user").prefetch_related("member__user__emailaddress_set")
    return rows.filter(project=project, member__removed_at=None)


def audit_events_visible_to(member: Membership) -> QuerySet[AuditEvent]:
    """The organization's log; who may read it at all is `policy.may_read_audit`."""
    return AuditEvent.objects.filter(organization=member.organization_id)


def _pending(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _counted(rows: QuerySet[ProjectMember] | QuerySet[Membership], by: str) -> Subquery:
    return Subquery(rows.values(by).annotate(count=Count("pk")).values("count"))


# Querysets that are compiled to SQL once: for the few look-ups that every request makes.
#
# The selector stays an ordinary queryset. Compiling it takes Django longer than PostgreSQL takes to answer.

M = TypeVar("M", bound=Model)


class Value(Expression):
    """A placeholder for a value that each call gives, so that the compiled SQL does not depend on it."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A placeholder, with itself as what `Prepared` replaces."""
        return "%s", (self,)


class Prepared(Generic[M]):
    """`build` makes the queryset from `values` placeholders; it must not read the clock or anything that changes."""

    def __init__(self, build: Callable[..., QuerySet[M]], values: int) -> None:
        self._build, self._values = build, values
        self._compiled: _Compiled | None = None

    def get(self, *values: object) -> M | None:
        """The one row, with what the queryset selects beside it; None when there is none."""
        return next(iter(self.all(*values)), None)

    def all(self, *values: object) -> list[M]:
        """All rows, in no order, with what the queryset selects beside them."""
        compiled = self._compiled
        if compiled is None:
            placeholders = [Value(position) for position in range(self._values)]
            compiled = self._compiled = _Compiled(self._build(*placeholders))
        return compiled.all(values)


class _Compiled:
    """What `django.db.models.query.ModelIterable` computes from the query alone, kept between calls."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.order_by().query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._parameters = compiler.as_sql()
        selected: Any = compiler.select
        info: Any = compiler.klass_info
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self._model, self._own = info["model"], slice(first, last)
        self._names = [column[0].target.attname for column in selected[first:last]]
        populators: Any = get_related_populators  # the stubs are those of a newer Django
        self._beside = populators(info, selected, DEFAULT_DB_ALIAS)
        self._compiler, self._converters = compiler, compiler.get_converters([column[0] for column in selected])

    def all(self, values: tuple[object, ...]) -> list[Any]:
        bound: list[Any] = [values[each.position] if isinstance(each, Value) else each for each in self._parameters]
        with prepared_cursor() as cursor:
            cursor.execute(self._sql, bound)
            rows = cursor.fetchall()
        return [self._row(row) for row in self._compiler.apply_converters(rows, self._converters)]

    def _row(self, row: Any) -> Any:
        found = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._beside:
            populator.populate(row, found)
        return found
