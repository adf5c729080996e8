"""The base of every row that belongs to an organization."""

import uuid

from django.db import models


class TenantModel(models.Model):
    """Has an organization; its table carries the row-level-security policy (migration_operations.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
