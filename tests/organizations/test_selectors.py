"""Which rows a person reaches: by the filters alone, past the wall, and nobody is outside both."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations import selectors
from organizations.models import (
    AccessToken,
    AuditEvent,
    Invitation,
    Membership,
    Project,
    ProjectMember,
    Role,
    Visibility,
)
from organizations.plans import Plan
from organizations.refusals import Missing
from organizations.sealing import token_hash
from organizations.tenancy import tenant
from tests.cast import Cast, join, make_organization, make_person
from tests.owner import set_as_owner, without_the_wall


@pytest.fixture
def past_the_wall(cast: Cast) -> Cast:
    """Rows of every organization exist, so that only the filter keeps them apart."""
    without_the_wall()
    return cast


def _remove(member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).update(removed_at=timezone.now())


def _names(memberships: Any) -> list[str]:
    return [membership.user.name.split()[0] for membership in memberships]


def test_everyone_who_is_in_the_organization_is_seen_by_its_members(past_the_wall: Cast) -> None:
    cast = past_the_wall
    _remove(cast.max)
    assert sorted(_names(selectors.members_visible_to(cast.mia))) == ["Ada", "Mia", "Omar"]
    assert selectors.member_count(cast.acme) == 3
    assert selectors.member_count(cast.globex) == 1


def test_a_person_has_their_open_memberships_the_own_space_last(cast: Cast) -> None:
    zoo = make_organization("zoo", "zoo", Plan.TEAM)
    bee = make_organization("bee", "Bee", Plan.PRO)
    ant = make_organization("ant", "Ant", Plan.TEAM)
    closed = make_organization("closed", "Closed", Plan.TEAM)
    set_as_owner(closed, closed_at=timezone.now())
    for organization in (zoo, bee, ant, closed):
        join(cast.mia.user, organization, Role.MEMBER)
    found = selectors.memberships_of(cast.mia.user)
    assert [membership.organization.slug for membership in found] == ["acme", "ant", "zoo", "bee"]
    assert all(membership.user is cast.mia.user for membership in found)
    slugs = set(selectors.organizations_of(cast.mia.user).values_list("slug", flat=True))
    assert slugs == {"acme", "ant", "zoo", "bee"}
    assert selectors.memberships_of(make_person("new@x.example", "New")) == []
    with tenant(cast.acme.id):
        _remove(cast.mia)
    assert [m.organization.slug for m in selectors.memberships_of(cast.mia.user)] == ["ant", "zoo", "bee"]


def test_ownerships_are_an_owners(cast: Cast) -> None:
    assert [m.id for m in selectors.ownerships_of(cast.omar.user)] == [cast.omar.id]
    assert selectors.ownerships_of(cast.mia.user) == []


def test_entering_opens_ones_own_organization_only(cast: Cast, django_assert_num_queries: Any) -> None:
    with selectors.entered(cast.mia.user, slug="acme") as member:
        with django_assert_num_queries(0):
            assert (member.user.name, member.organization.name) == ("Mia Kern", "Acme")
        assert (member.id, member.user, member.organization) == (cast.mia.id, cast.mia.user, cast.acme)
    with pytest.raises(Missing), selectors.entered(cast.mia.user, slug="globex"):
        raise AssertionError("entered")


def test_tokens_are_a_persons_own(cast: Cast) -> None:
    for person in (cast.mia, cast.max):
        AccessToken.objects.create(user=person.user, name="x", prefix="sb", token_hash=str(person.id))
    gone = AccessToken.objects.create(user=cast.mia.user, name="y", prefix="sb", token_hash="y")
    gone.revoke()
    assert [token.token_hash for token in selectors.tokens_of(cast.mia.user)] == [str(cast.mia.id)]


def _invite(by: Membership, token: str = "secret", **changes: Any) -> Invitation:
    given = {"email": "nora@x.example", "token_hash": token_hash(token), "invited_by": by}
    return Invitation.objects.create(organization=by.organization, **given | changes)


ENDED = ("accepted_at", "revoked_at")


def _past() -> Any:
    return timezone.now() - timedelta(seconds=1)


def test_only_pending_invitations_of_ones_own_organization_are_seen(past_the_wall: Cast) -> None:
    cast = past_the_wall
    pending = _invite(cast.ada, "a")
    for field in (*ENDED, "expires_at"):
        _invite(cast.ada, field, email=f"{field}@x.example", **{field: _past()})
    _invite(cast.gus, "b")
    assert list(selectors.invitations_visible_to(cast.mia)) == [pending]


@pytest.mark.parametrize("broken", ["", *ENDED, "expires_at", "closed", "person", "token"])
def test_an_invitation_opens_for_whom_it_was_sent_to_while_it_is_pending(broken: str, cast: Cast) -> None:
    nora = make_person("Nora@X.example", "Nora")
    changes = {broken: _past()} if broken in (*ENDED, "expires_at") else {}
    with tenant(cast.acme.id):
        # Neither the first nor the last by its key or place.
        _invite(cast.ada, "sent before", email="before@x.example", pk=uuid.UUID(int=1))
        invitation = _invite(cast.ada, **changes)
        _invite(cast.ada, "sent after", email="after@x.example", pk=uuid.UUID(int=2**128 - 1))
    if broken == "closed":
        set_as_owner(cast.acme, closed_at=timezone.now())
    user = cast.max.user if broken == "person" else nora
    found = selectors.invitation_for(user, token="other" if broken == "token" else "secret")
    assert found == (None if broken else invitation)


def test_what_somebody_sent_today_counts_here_withdrawn_or_not(past_the_wall: Cast) -> None:
    cast = past_the_wall
    at_globex = join(cast.mia.user, cast.globex, Role.ADMIN)

    def send(by: Membership, **changes: Any) -> Invitation:
        token = str(Invitation.objects.count())
        return _invite(by, token, email=f"{token}@x.example", **changes)

    send(cast.mia)
    send(cast.mia, revoked_at=_past())
    send(cast.ada)
    send(at_globex)
    for hours in (23, 25):
        set_as_owner(send(cast.mia), created_at=timezone.now() - timedelta(hours=hours))
    assert selectors.invitations_sent_today(cast.mia) == 3
    assert selectors.invitations_sent_today(at_globex) == 1


def _project(maker: Membership, *members: Membership, **fields: Any) -> Project:
    made = Project.objects.create(organization=maker.organization, name="P", created_by=maker, **fields)
    for member in members:
        ProjectMember.objects.create(organization=maker.organization, project=made, member=member)
    return made


def test_public_projects_and_those_one_is_in_are_seen_with_the_number_of_people(past_the_wall: Cast) -> None:
    cast = past_the_wall
    _remove(cast.max)
    mine = _project(cast.ada, cast.ada, cast.mia)
    alone = _project(cast.mia, cast.mia)
    public = _project(cast.ada, cast.ada, visibility=Visibility.PUBLIC)
    empty = _project(cast.mia, visibility=Visibility.PUBLIC)
    _project(cast.ada, cast.ada)
    _project(cast.ada, cast.mia, deleted_at=timezone.now())
    _project(cast.gus, cast.gus, visibility=Visibility.PUBLIC)
    found = {row.id: row.member_count for row in selectors.projects_visible_to(cast.mia)}
    assert found == {mine.id: 2, alone.id: 1, public.id: 3, empty.id: 3}


def test_a_project_shows_who_is_in_it_and_still_here(past_the_wall: Cast) -> None:
    cast = past_the_wall
    project, other = _project(cast.ada, cast.ada, cast.mia, cast.max), _project(cast.ada, cast.omar)
    _remove(cast.max)
    assert {row.member_id for row in selectors.project_members(project)} == {cast.ada.id, cast.mia.id}
    assert {row.member_id for row in selectors.project_members(other)} == {cast.omar.id}


def test_the_log_is_the_organizations_own(past_the_wall: Cast) -> None:
    cast = past_the_wall
    for organization in (cast.acme, cast.globex):
        AuditEvent.objects.create(organization=organization, action="x", actor_kind="system", subject_type="", data={})
    assert {event.organization_id for event in selectors.audit_events_visible_to(cast.ada)} == {cast.acme.id}
