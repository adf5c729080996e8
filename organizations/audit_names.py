"""What the audit log is about, in names: an event holds ids only (rules.md section 9).

Content stays with its author (rules.md section 2): a chat is named by whose it is, never by its title, a private
project only to those who are in it, and nobody whose address is not confirmed has a name here (accounts-A3).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from organizations.models import AuditEvent, Invitation, Membership, Organization, Project
from organizations.selectors import projects_visible_to


class About(NamedTuple):
    """One thing that an event is about. `id` is empty where the reader cannot go there."""

    kind: str
    name: str
    id: str = ""


Names = Mapping[str, list[About]]
# The ids of one kind of row, as the event wrote them, and who reads.
Namer = Callable[[set[str], Membership], Names]

# The keys of an event's data that hold the id of a row, and which kind that is. `before` is the last primary owner.
REFERENCES = {"member": "membership", "connector": "connector", "conversation": "conversation", "before": "membership"}
_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORDS = {
    "accesstoken": "an access token",
    "connection": "a connection",
    "connector": "a connector",
    "connectorrequest": "a request for a connector",
    "consent": "a consent",
    "conversation": "a chat",
    "invitation": "an invitation",
    "membership": "a member",
    "project": "a project",
    "share": "a share link",
    "toolcall": "a tool call",
    "turn": "a turn",
    "user": "a person",
}
_namers: dict[str, Namer] = {}


def names(kind: str) -> Callable[[Namer], Namer]:
    """Decorator: registers the function that names rows of one kind, in the open tenant. Apps above register theirs."""

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return register


def about(events: Iterable[AuditEvent], reader: Membership) -> dict[AuditEvent, list[About]]:
    """What each event is about, subject first, with one query per kind of row. A deleted row is named by its kind."""
    referred = {event: _references(event) for event in events}
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, row_id in (reference for references in referred.values() for reference in references):
        wanted[kind].update({row_id} if _is_id(row_id) else ())
    found = {kind: _namers[kind](ids, reader) for kind, ids in wanted.items() if kind in _namers}
    return {event: _named(references, found) for event, references in referred.items()}


def _references(event: AuditEvent) -> list[tuple[str, str]]:
    ids = ((REFERENCES[key], value) for key, value in event.data.items() if key in REFERENCES)
    return [(event.subject_type, event.subject_id), *(found for found in ids if _is_id(found[1]))]


def _is_id(value: object) -> bool:
    """Some events have a role or another word under the same key."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _named(references: list[tuple[str, str]], found: Mapping[str, Names]) -> list[About]:
    named = [one for kind, row_id in references for one in found.get(kind, {}).get(row_id) or [_gone(kind)]]
    return list(dict.fromkeys(named))


def _gone(kind: str) -> About:
    return About(kind, f"{_WORDS.get(kind, 'something')} that is gone")


def member_named(member: Membership) -> About:
    """A member's name; of one who has left, the detail says so."""
    name = member.user.shown_name or member.user.shown_email
    return About("member", name if member.removed_at is None else f"{name} (no longer a member)", str(member.pk))


def members_by_id(ids: Iterable[str]) -> dict[str, Membership]:
    """With their people, those who have left too."""
    rows = Membership.objects.select_related("user").prefetch_related("user__emailaddress_set")
    return {str(member.pk): member for member in rows.filter(pk__in=list(ids))}


@names("membership")
def _members(ids: set[str], _: Membership) -> Names:
    return {member_id: [member_named(member)] for member_id, member in members_by_id(ids).items()}


@names("user")
def _people(ids: set[str], reader: Membership) -> Names:
    """People of this organization, for sign-ins and the like."""
    rows = Membership.objects.filter(organization=reader.organization_id, user__in=list(ids))
    members = rows.select_related("user").prefetch_related("user__emailaddress_set")
    return {str(member.user_id): [member_named(member)] for member in members.order_by("removed_at")}


@names("organization")
def _organizations(ids: set[str], reader: Membership) -> Names:
    rows = Organization.objects.filter(pk=reader.organization_id, pk__in=list(ids))
    return {str(row.pk): [About("organization", row.name)] for row in rows}


@names("invitation")
def _invitations(ids: set[str], reader: Membership) -> Names:
    """Owners see the invitation's address; auditors only that there was one."""
    rows = Invitation.objects.filter(organization=reader.organization_id, pk__in=list(ids))
    return {str(row.pk): [About("invitation", row.email if reader.is_owner else "an invitation")] for row in rows}


@names("project")
def _projects(ids: set[str], reader: Membership) -> Names:
    seen = {str(row.pk): [About("project", row.name, str(row.pk))] for row in projects_visible_to(reader)}
    rows = Project.objects.filter(organization=reader.organization_id, pk__in=list(ids), deleted_at=None)
    unseen = {str(pk): [About("project", "a private project")] for pk in rows.values_list("pk", flat=True)}
    return unseen | {row_id: names for row_id, names in seen.items() if row_id in ids}


@names("accesstoken")
def _tokens(ids: set[str], _: Membership) -> Names:
    """Only its owner sees the token's name; the event's actor says whose it is."""
    return {row_id: [About("token", "an access token")] for row_id in ids}


def words_of(found: Iterable[About]) -> str:
    """The same in one line."""
    return " · ".join(one.name for one in found)
