"""The audit log (rules.md section 9): an event is inserted in the transaction of the change that it records."""

import re
import uuid
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from rest_framework.request import Request

from organizations.exact_json import as_json, row
from organizations.models import AuditEvent, Membership, User
from organizations.refusals import DomainError
from organizations.selectors import memberships_of
from organizations.tenancy import call_function, tenant
from organizations.text import one_line

# Where a request comes from: kept with audit events, and what rate limits count.

USER_AGENT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class RequestSource:
    """A browser session (`member`), an access token (`token`) or an operator's site, with its address."""

    kind: str = "member"
    address: str | None = None
    user_agent: str = ""

    @classmethod
    def of(cls, request: Request | HttpRequest, kind: str = "member") -> "RequestSource":
        """Where this request comes from."""
        agent = request.META.get("HTTP_USER_AGENT", "")[:USER_AGENT_LIMIT]
        return cls(kind, client_address(request), agent)


def client_address(request: Request | HttpRequest) -> str | None:
    """The peer's address, or the one that a trusted proxy saw; never one that the client made up.

    Each proxy adds its client's address at the end of X-Forwarded-For. Read from the end, an entry counts only if a
    trusted proxy wrote it (settings.TRUSTED_PROXIES): anybody may have written those before it.
    """
    address = _address(request.META.get("REMOTE_ADDR") or "")
    entries = (request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    for networks in reversed(settings.TRUSTED_PROXIES):
        # None is a Unix socket, which only this machine's proxy can reach.
        if address is not None and not any(address in network for network in networks):
            break
        seen = _address(entries.pop()) if entries else None
        if seen is None:
            break
        address = seen
    return str(address) if address else None


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Reads an address as proxies write it, with or without port and brackets; None when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


# Addresses that somebody else wrote (`next`, `return_to`): only ever a page of ours (accounts-A5).
#
# The twin for the browser is frontend/src/lib/own-path.ts; both are held to tests/own_paths.json.

# A `next` may be the whole way back from a service's sign-in (connectors/api/oauth.py).
LONGEST = 20_000
# One slash, then visible ASCII without a backslash: nothing that a browser strips, folds or reads as a host.
_SHAPE = re.compile(r"/(?!/)[!-\[\]-~]*\Z")
# A browser resolves empty and dotted parts to another path ("/.//evil.example"). An encoded slash, percent sign or
# control character could change the path if it is decoded once more.
_FOLDS = re.compile(r"//|/(?:\.|%2e){1,2}(?:/|\Z)|%(?:2f|5c|25|[01][0-9a-f]|7f|(?![0-9a-f]{2}))", re.IGNORECASE)


def is_own_path(value: str, longest: int = LONGEST) -> bool:
    """Whether this is a path of this site, with or without a query: no scheme, no host, no trick."""
    path = re.split("[?#]", value)[0]
    return len(value) <= longest and _SHAPE.match(value) is not None and _FOLDS.search(path) is None


def own_path(value: str, fallback: str = "/") -> str:
    """The value where it is a path of ours, else the fallback."""
    return value if is_own_path(value) else fallback


# Who does something: every function that changes something takes it, and every audit event names it.


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
        """The name for readers of the audit log, masked until the address is confirmed (A3). Asks the database."""
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
    emit(event_of(actor=actor, action=action, subject=subject, **data))


def emit(event: AuditEvent) -> None:
    """Write events, in the open tenant, through the database function that the engine's statements call too."""
    call_function("emit_events", as_json([row(event)]))


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


def record_for_person(*, user: User, source: RequestSource, action: str, subject: models.Model, **data: Any) -> None:
    """Write the event into each organization of the person: sign-ins and tokens belong to none by themselves."""
    for membership in memberships_of(user):
        actor = Actor.of(membership)
        actor = replace(actor, kind=source.kind, address=source.address, user_agent=source.user_agent)
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
