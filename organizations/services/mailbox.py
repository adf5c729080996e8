"""What follows when a person has proved that the mailbox of their account is theirs (accounts-A1, A2)."""

from allauth.account.models import EmailAddress
from django.db import transaction

from organizations.models import User
from organizations.origin import Origin
from organizations.services.audit import record_for_person
from organizations.services.tokens import revoke_all_tokens


@transaction.atomic
def address_confirmed(*, user: User, origin: Origin) -> None:
    """The address was confirmed: what somebody else may have begun under it ends. The caller keeps its own session."""
    _end_what_was_before(user, origin)
    record_for_person(user=user, origin=origin, action="email.confirmed", subject=user)


@transaction.atomic
def password_reset(*, user: User, origin: Origin) -> None:
    """A new password was set by a link from the mailbox: that confirms the address too, and it is the only one."""
    _confirm(user)
    _end_what_was_before(user, origin)
    record_for_person(user=user, origin=origin, action="password.reset", subject=user)


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
