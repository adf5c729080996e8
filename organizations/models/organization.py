"""Organizations, the product's tenants."""

import uuid

from django.db import models

from organizations.plans import LIMITS, Limits, Plan


class Organization(models.Model):
    """A team, or one person's own space; closed, never deleted while anything points at it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    plan = models.CharField(max_length=16, choices=Plan.choices, default=Plan.FREE)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, verified by an operator.")
    external_sharing = models.BooleanField(
        default=False,
        help_text="Whether owners may make links that anyone can open, of chats without connector content.",
    )
    organization_shares = models.BooleanField(
        default=True,
        help_text="Whether chats with connector content may be shared inside the organization, without tool data.",
    )
    public_projects = models.BooleanField(
        default=True, help_text="Whether there may be projects that are open to everyone in the organization."
    )
    connectors_in_shared_projects = models.BooleanField(
        default=False, help_text="Whether members may use connectors in private projects that they share."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def limits(self) -> Limits:
        """What the plan allows."""
        return LIMITS[self.plan]

    @property
    def is_personal(self) -> bool:
        """One person's own space (free, pro, max)."""
        return self.limits.personal


# The base of every row that belongs to an organization.


class TenantModel(models.Model):
    """Has an organization; its table carries the row-level-security policy (migration_operations.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Every table has an index that begins with it (`in_organization`, migration_operations.py).
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
