"""The audit log (rules.md section 9): one plain insert in the transaction of what it tells."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from organizations.models import AuditEvent, Membership, User
from organizations.origin import Origin
from organizations.refusals import DomainError
from organizations.selectors import memberships_of
from organizations.tenancy import tenant
from organizations.text import one_line

# Who does something: named in every service and audit event.


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting in a browser or through a token, or the system itself, with where from."""

    kind: str
    organization_id: uuid.UUID
    membership: Membership | None = None
    address: str | None = None
    user_agent: str = ""
    label: str = ""
    """Who it is, where there is no membership: an operator."""

    @property
    def member(self) -> Membership:
        """The acting member; raises ValueError for the system, which may not do what members do."""
        if self.membership is None:
            raise ValueError("the system is no member")
        return self.membership

    @property
    def name(self) -> str:
        """For people who read the audit log, where nobody poses as another either (A3). Asks the database."""
        if self.membership is None:
            return self.label or "Switchboard"
        user = self.membership.user
        return one_line(user.shown_name or user.shown_email)

    @classmethod
    def of(cls, membership: Membership) -> "Actor":
        """A member without a request (workers, commands, tests)."""
        return cls("member", membership.organization_id, membership)

    @classmethod
    def system(cls, organization_id: uuid.UUID) -> "Actor":
        """Switchboard itself: expiry, sweeping, revoking by rule."""
        return cls("system", organization_id)


def record(*, actor: Actor, action: str, subject: models.Model, **data: Any) -> None:
    """Write one event in the open tenant. `data` holds ids, counts and codes only, never bodies or secrets."""
    event_of(actor=actor, action=action, subject=subject, **data).save(force_insert=True)


def event_of(*, actor: Actor, action: str, subject: models.Model, **data: Any) -> AuditEvent:
    """The same event, not written yet: for the engine, which writes it with the rows that it tells of."""
    return AuditEvent(
        organization_id=actor.organization_id,
        action=action,
        actor_kind=actor.kind,
        actor_id=actor.membership.id if actor.membership else None,
        actor_name=actor.name[:200],
        subject_type=subject._meta.model_name or "",
        subject_id=str(subject.pk),
        data=data,
        address=actor.address,
        user_agent=actor.user_agent[:200],
    )


def record_for_person(*, user: User, origin: Origin, action: str, subject: models.Model, **data: Any) -> None:
    """Write the event into each organization of the person: sign-ins and tokens belong to none by themselves."""
    for membership in memberships_of(user):
        actor = Actor.of(membership)
        actor = replace(actor, kind=origin.kind, address=origin.address, user_agent=origin.user_agent)
        with tenant(membership.organization_id):
            record(actor=actor, action=action, subject=subject, **data)


def record_note(view: Any, error: DomainError) -> None:
    """Write the event of a refusal, outside the savepoint that the refusal rolled back."""
    actor: Actor | None = getattr(view, "actor", None)
    if error.audit is None or actor is None:
        return
    with tenant(actor.organization_id):
        record(
            actor=actor,
            action=error.audit.action,
            subject=error.audit.subject,
            code=error.code,
            **error.audit.data,
        )
