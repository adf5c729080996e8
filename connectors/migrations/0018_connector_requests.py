"""Members ask for connectors that are not enabled, and owners decide."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from organizations.grants import Grants
from organizations.migration_operations import RowLevelSecurity, SameOrganization

CHOICES = [("open", "Open"), ("approved", "Approved"), ("dismissed", "Dismissed"), ("withdrawn", "Withdrawn")]


class Migration(migrations.Migration):
    dependencies = [("connectors", "0017_setting_up"), ("organizations", "0010_confirmed_people")]
    operations = [
        migrations.CreateModel(
            name="ConnectorRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=500)),
                ("status", models.CharField(choices=CHOICES, default="open", max_length=10)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("mailed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="connectors.listing"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("organization", "member", "listing"),
                        name="one_open_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), ("status__in", ["approved", "dismissed"])),
                            models.Q(("decided_at", None), ("status__in", ["open", "withdrawn"])),
                            _connector="OR",
                        ),
                        name="decided_or_not",
                    ),
                ],
            },
        ),
        RowLevelSecurity("ConnectorRequest"),
        SameOrganization("ConnectorRequest", "member"),
        SameOrganization("ConnectorRequest", "decided_by"),
        Grants("connectors_connectorrequest", app="SELECT, INSERT, UPDATE, DELETE"),
    ]
