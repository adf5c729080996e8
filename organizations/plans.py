"""What each plan allows (rules.md section 1), as one table."""

from dataclasses import dataclass

from django.db import models


class Plan(models.TextChoices):
    """The plans; free, pro and max are personal."""

    FREE = "free"
    PRO = "pro"
    MAX = "max"
    TEAM = "team"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Limits:
    """One column of the table: PL1, PL3, PL5, PL7, PL8, PL9."""

    members: int | None
    custom_connectors: int | None
    personal: bool
    health: bool
    organization_policies: bool


LIMITS: dict[str, Limits] = {
    Plan.FREE: Limits(1, 1, True, False, False),
    Plan.PRO: Limits(1, None, True, True, False),
    Plan.MAX: Limits(1, None, True, True, False),
    Plan.TEAM: Limits(None, None, False, False, True),
    Plan.ENTERPRISE: Limits(None, None, False, False, True),
}
