"""The audit log (rules.md section 9): one plain insert in the transaction of what it tells."""

from dataclasses import replace
from typing import Any

from django.db import models

from organizations.actors import Actor
from organizations.exceptions import DomainError
from organizations.models import AuditEvent, User
from organizations.origin import Origin
from organizations.selectors import memberships_of
from organizations.tenancy import tenant


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
