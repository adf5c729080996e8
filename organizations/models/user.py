"""A person. Signs in by e-mail; belongs to no organization by itself."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

UNVERIFIED_NAME = "Unverified member"

MADE_BY_OWNER = (
    "Only the database's owner makes superusers: set SWITCHBOARD_DATABASE_ROLE=owner and DATABASE_OWNER_URL."
)


class UserQueries(BaseUserManager["User"]):
    """Making and finding people by e-mail, case-insensitively."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; the password is hashed, none means that they cannot sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator of the instance: may open /admin/. Raises ImproperlyConfigured but for the database's owner.

        Whoever can run commands here vouches for the address.
        """
        self.insist_on_owner()
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            user.emailaddress_set.create(email=user.email, primary=True, verified=True)
        return user

    def insist_on_owner(self) -> None:
        """Raises ImproperlyConfigured unless this process logs in as the database's owner."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_column_privilege(%s, 'is_superuser', 'UPDATE')", [self.model._meta.db_table])
            (allowed,) = cursor.fetchone()
        if not allowed:
            raise ImproperlyConfigured(MADE_BY_OWNER)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


# The application role may not write these: `save` leaves them out unless they were changed.
GUARDED = ("is_active", "is_staff", "is_superuser", "date_joined")


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account on this instance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    # The browser's time zone, until the person chooses one.
    time_zone = models.CharField(max_length=64, default="UTC")
    time_zone_chosen = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the operators' site.")
    date_joined = models.DateTimeField(default=timezone.now)
    sessions_ended_at = models.DateTimeField(null=True, editable=False)

    emailaddress_set: Any
    """allauth's rows: the addresses, which of them is the primary one, and whether it was confirmed."""
    verified_at_entering: bool | None = None
    """What `has_verified_email` was when this object entered an organization; None before."""

    objects: ClassVar[UserQueries] = UserQueries()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def has_verified_email(self) -> bool:
        """Whether the address that the account goes by is its primary one and was confirmed from its mailbox.

        Asks the database each time, unless a list has loaded `emailaddress_set` for all its people, or entering an
        organization has read it.
        """
        if self.verified_at_entering is not None:
            return self.verified_at_entering
        return any(
            address.primary and address.verified and address.email.lower() == self.email.lower()
            for address in self.emailaddress_set.all()
        )

    @property
    def shown_name(self) -> str:
        """The name in lists of people; empty until the address is confirmed, so that nobody poses as another (A3)."""
        return self.name if self.has_verified_email else UNVERIFIED_NAME

    @property
    def shown_email(self) -> str:
        """The address in lists of people, masked before it is confirmed (A3)."""
        name, _, host = self.email.rpartition("@")
        return self.email if self.has_verified_email else f"{name[:1]}***@{host}"

    def follow_browser(self, time_zone: str) -> bool:
        """Take the browser's time zone over, unless they chose one; True when this call changed it."""
        follows = type(self).objects.filter(pk=self.pk, time_zone_chosen=False).exclude(time_zone=time_zone)
        changed = follows.update(time_zone=time_zone) == 1
        if changed:
            self.time_zone = time_zone
        return changed

    def end_sessions(self) -> None:
        """Every session of this person is over at its next request."""
        self.sessions_ended_at = timezone.now()
        self.save(update_fields=["sessions_ended_at"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares it at each request: a later time ends all earlier sessions, as a new password does.
        own: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if self.sessions_ended_at is None:
            return own
        return salted_hmac("sessions ended", f"{own} {self.sessions_ended_at.isoformat()}", secret).hexdigest()

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> "User":
        user = super().from_db(db, field_names, values, **options)
        user._remember(GUARDED)
        return user

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        self.verified_at_entering = None
        super().refresh_from_db(using, fields, from_queryset)
        self._remember(GUARDED if fields is None else fields)

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """As in Django; without `update_fields`, a guarded column is written (or refused) only when it was changed."""
        if update_fields is None and not self._state.adding:
            update_fields = self._changed()
        super().save(update_fields=update_fields, **options)
        self._remember(GUARDED if update_fields is None else update_fields)

    def _changed(self) -> list[str]:
        before = self.__dict__.get("_guarded", {})
        loaded = {f.name for f in self._meta.concrete_fields if f.attname in self.__dict__ and not f.primary_key}
        return sorted(loaded - {name for name in GUARDED if self.__dict__.get(name) == before.get(name)})

    def _remember(self, names: Iterable[str]) -> None:
        self.__dict__.setdefault("_guarded", {}).update(
            {name: self.__dict__[name] for name in names if name in GUARDED and name in self.__dict__}
        )


# Personal access tokens for API clients.

DEFAULT_DAYS = 90
MOST_DAYS = 365


class Scope(models.TextChoices):
    """What a token may do (accounts-A4)."""

    READ = "read", "Read"
    WRITE = "write", "Write"
    APPROVE = "approve", "Approve"


def all_scopes() -> list[str]:
    """What a token may do when nothing narrower was asked for."""
    return [str(scope) for scope in Scope]


def token_expiry() -> datetime:
    """Ninety days from now."""
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class AccessToken(models.Model):
    """`sb_pat_…`: acts as its person, within its scopes and until it expires; a token without an end does not exist.

    Only a hash is stored. It belongs to a person, not to an organization: membership is looked up at each request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("organizations.User", on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    scopes = models.JSONField(default=all_scopes)
    expires_at = models.DateTimeField(default=token_expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def usable(cls) -> "models.QuerySet[AccessToken]":
        """Neither revoked nor expired, of a person who may sign in."""
        return cls.objects.filter(expires_at__gt=Now(), revoked_at=None, user__is_active=True)

    def note_use(self) -> None:
        """Remember the minute of the last use; at most one write a minute."""
        minute = timezone.now().replace(second=0, microsecond=0)
        if self.last_used_at is None or self.last_used_at < minute:
            type(self).objects.filter(pk=self.pk).update(last_used_at=minute)

    def revoke(self) -> bool:
        """End the token; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
