"""What follows when a person has proved that the mailbox of their account is theirs (accounts-A1, A2)."""

from allauth.account.models import EmailAddress
from django.db import transaction

from organizations.audit import Actor, record, record_for_person
from organizations.models import Membership, Project, User
from organizations.origin import Origin
from organizations.people.accounts import revoke_all_tokens, space_name
from organizations.projects import delete_project
from organizations.selectors import ownerships_of
from organizations.signals import space_claimed
from organizations.tenancy import tenant


@transaction.atomic
def address_confirmed(*, user: User, origin: Origin) -> None:
    """The address was confirmed: what somebody else may have begun under it ends. The caller keeps its own session."""
    _end_what_was_before(user, origin)
    record_for_person(user=user, origin=origin, action="email.confirmed", subject=user)


@transaction.atomic
def password_reset(*, user: User, origin: Origin) -> None:
    """A new password was set by a link from the mailbox: that confirms the address too, and it is the only one.

    An account that nobody had confirmed is begun anew: until now it was of whoever typed the address.
    """
    first_time = not user.has_verified_email
    _confirm(user)
    if first_time:
        _begin_anew(user)
    _end_what_was_before(user, origin)
    record_for_person(user=user, origin=origin, action="password.reset", subject=user)


def _begin_anew(user: User) -> None:
    user.name = ""
    user.save(update_fields=["name"])
    for membership in ownerships_of(user):
        if membership.organization.is_personal:
            with tenant(membership.organization_id):
                _claim(membership)


def _claim(membership: Membership) -> None:
    actor = Actor.system(membership.organization_id)
    space = membership.organization
    space.name = space_name(membership.user)
    space.save(update_fields=["name"])
    record(actor=actor, action="organization.updated", subject=space, changed=["name"])
    # There are some from before they waited for the address.
    for project in Project.objects.filter(created_by=membership, deleted_at=None):
        delete_project(project=project, actor=Actor.of(membership))
    space_claimed.send(Membership, membership=membership)


def _end_what_was_before(user: User, origin: Origin) -> None:
    # In this order: a request that makes a token at this moment holds the person's row, or sees that it is over.
    user.end_sessions()
    revoke_all_tokens(user=user, origin=origin)


def _confirm(user: User) -> None:
    addresses = EmailAddress.objects.filter(user=user)
    # Another address could ask for the next reset.
    addresses.exclude(email=user.email.lower()).delete()
    address, _ = addresses.get_or_create(user=user, email=user.email.lower())
    if address.set_verified():
        address.set_as_primary()
