"""Who is an operator of the instance from its beginning: the database's owner says so, on the command line."""

import logging
from dataclasses import dataclass, field

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from organizations.exceptions import Invalid, Refused
from organizations.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeOperator:
    """Who it is, whether they were one before, and where they choose a password if they have none."""

    email: str
    was_one: bool
    password_link: str = field(default="", repr=False)


@transaction.atomic
def make_operator(*, email: str) -> MadeOperator:
    """Open /admin/ for this person, with the right to make others operators there; a new account if there is none.

    Safe to repeat. Raises Invalid for what is no address, Refused for an account that is locked or whose address is
    not confirmed (somebody else may have signed up with it), ImproperlyConfigured but for the database's owner.
    """
    User.objects.insist_on_owner()
    address = _checked(email)
    person = User.objects.select_for_update().filter(email=address).first()
    was_one = person is not None and person.is_staff and person.is_superuser
    if person is None:
        person = User.objects.create_superuser(address)
    elif not person.is_active:
        raise Refused("locked_out", f"{person.email} is locked out. An operator opens the account in /admin/ first.")
    elif not was_one:
        _insist_on_their_own(person)
        person.is_staff = person.is_superuser = True
        person.save(update_fields=["is_staff", "is_superuser"])
    log.info("%s is an operator", person.pk)
    return MadeOperator(address, was_one, "" if person.has_usable_password() else _password_link(person))


def _checked(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise Invalid("email", f"This is no e-mail address: {email.strip() or 'nothing'}.") from error
    return email.strip().lower()


def _insist_on_their_own(person: User) -> None:
    if not person.has_verified_email:
        raise Refused(
            "address_not_confirmed",
            f"{person.email} signed up but has not confirmed the address, so it may be somebody else's account. Open "
            "the link of the confirmation mail, or reset the password, then try again.",
        )


def _password_link(person: User) -> str:
    """Good once, and for as long as a reset's; for whoever reads the console."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return str(settings.HEADLESS_FRONTEND_URLS["account_reset_password_from_key"].format(key=key))
