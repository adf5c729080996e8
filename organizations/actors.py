"""Who does something: named in every service and audit event."""

import uuid
from dataclasses import dataclass

from organizations.models import Membership
from organizations.one_line import one_line


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
