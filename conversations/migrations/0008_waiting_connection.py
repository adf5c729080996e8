"""A call keeps its place while it waits for its account: what for, and until when."""

from typing import ClassVar

from django.db import migrations, models

from organizations.grants import Grants
from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0007_one_index_less")]
    operations: ClassVar = [
        migrations.RemoveIndex("toolcall", "calls_waiting"),
        migrations.AddField("toolcall", "connection_wanted", models.JSONField(null=True)),
        migrations.AddField("toolcall", "waits_until", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "toolcall",
            "status",
            models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("awaiting_approval", "Waiting for your approval"),
                    ("approved", "Approved"),
                    ("awaiting_connection", "Waiting for a sign-in"),
                    ("denied", "Denied"),
                    ("expired", "Expired"),
                    ("sent", "Running"),
                    ("succeeded", "Done"),
                    ("failed", "Failed"),
                    ("unknown", "Outcome unknown"),
                    ("happened", "It happened"),
                    ("skipped", "Skipped"),
                    ("blocked", "Blocked"),
                    ("cancelled", "Cancelled"),
                ],
                default="proposed",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            "toolcall",
            models.Index(
                condition=models.Q(("status__in", ["awaiting_approval", "awaiting_connection", "unknown"])),
                fields=["organization", "status"],
                name="calls_waiting",
            ),
        ),
        Grants(
            "conversations_toolcall",
            app="SELECT, INSERT, UPDATE",
            everywhere="SELECT (id, turn_id, status, organization_id, waits_until)",
        ),
        InstallSQL("journal_decision", "da5dc719a63df43d"),
    ]
