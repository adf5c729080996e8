"""The consent to reading health records: a row of its own, made before the sign-in, closed and never deleted."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from organizations.grants import Grants
from organizations.migration_operations import RowLevelSecurity, SameOrganization


def _belongs_to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, to=model, **{"related_name": "+", **more}
    )


class Migration(migrations.Migration):
    dependencies = [("connectors", "0020_confirmations"), ("organizations", "0010_confirmed_people")]
    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.CharField(max_length=20)),
                ("text_hash", models.CharField(max_length=64)),
                ("categories", models.JSONField(default=list)),
                ("scopes", models.JSONField(default=list)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("connector", _belongs_to("connectors.connector", related_name="consents")),
                ("member", _belongs_to("organizations.membership")),
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
                "ordering": ["-given_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("organization", "member", "connector"),
                        name="one_consent",
                    )
                ],
            },
        ),
        RowLevelSecurity("Consent"),
        SameOrganization("Consent", "connector"),
        SameOrganization("Consent", "member"),
        Grants("connectors_consent", app="SELECT, INSERT, UPDATE (revoked_at)"),
    ]
