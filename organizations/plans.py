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


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one plan allows: PL1, PL3, PL5, PL7, PL8, PL9. None means without limit."""

    members: int | None
    custom_connectors: int | None
    personal: bool
    health: bool
    organization_policies: bool


LIMITS: dict[str, Limits] = {
    Plan.FREE: Limits(members=1, custom_connectors=1, personal=True, health=False, organization_policies=False),
    Plan.PRO: Limits(members=1, custom_connectors=None, personal=True, health=True, organization_policies=False),
    Plan.MAX: Limits(members=1, custom_connectors=None, personal=True, health=True, organization_policies=False),
    Plan.TEAM: Limits(members=None, custom_connectors=None, personal=False, health=False, organization_policies=True),
    Plan.ENTERPRISE: Limits(
        members=None, custom_connectors=None, personal=False, health=False, organization_policies=True
    ),
}
