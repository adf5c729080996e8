"""Notices, and the end of switches that were left on an account or a connector that is gone."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from organizations.migration_operations import RowLevelSecurity, SameOrganization

DEAD = """
WITH dead AS (
    DELETE FROM conversations_connectortoggle t USING connectors_connector k
    WHERE k.id = t.connector_id AND (k.disabled_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM connectors_connection c WHERE c.id = t.connection_id AND c.status = 'revoked'))
    RETURNING t.organization_id, t.conversation_id, k.name, k.disabled_at)
INSERT INTO conversations_notice (id, organization_id, conversation_id, code, name, created_at)
    SELECT gen_random_uuid(), organization_id, conversation_id,
        CASE WHEN disabled_at IS NULL THEN 'account_disconnected' ELSE 'connector_disabled' END, name, now()
    FROM dead ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0008_flow"), ("organizations", "0003_enter_organization")]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("account_disconnected", "An account was disconnected"),
                            ("account_changed", "Another account was signed in"),
                            ("connector_disabled", "An owner disabled a connector"),
                            ("project_opened", "Others can see the project now"),
                            ("project_left", "The chat left its project"),
                            ("link_ended", "A share link was ended"),
                        ],
                        max_length=32,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=("organization", "conversation", "code", "name"),
                        name="said_once_until_seen",
                    )
                ],
            },
        ),
        RowLevelSecurity("Notice"),
        SameOrganization("Notice", "conversation"),
        migrations.RunSQL(DEAD, migrations.RunSQL.noop),
    ]
