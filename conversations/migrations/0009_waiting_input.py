"""A call keeps its place while the server's question waits for an answer; and what an approval answers with it."""

from typing import ClassVar

from django.db import migrations, models

from organizations.sql_files import InstallSQL

STATUSES = [
    ("proposed", "Proposed"),
    ("awaiting_approval", "Waiting for your approval"),
    ("approved", "Approved"),
    ("awaiting_connection", "Waiting for a sign-in"),
    ("awaiting_input", "Waiting for your answer"),
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
]
WAITING = ["awaiting_approval", "awaiting_connection", "awaiting_input", "unknown"]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0008_waiting_connection")]
    operations: ClassVar = [
        migrations.RemoveIndex("toolcall", "calls_waiting"),
        migrations.AddField("toolcall", "input_wanted", models.JSONField(null=True)),
        migrations.AddField("approval", "also_answers", models.CharField(blank=True, max_length=4000)),
        migrations.AlterField(
            "toolcall", "status", models.CharField(choices=STATUSES, default="proposed", max_length=20)
        ),
        migrations.AddIndex(
            "toolcall",
            models.Index(
                condition=models.Q(("status__in", WAITING)),
                fields=["organization", "status"],
                name="calls_waiting",
            ),
        ),
        InstallSQL("journal_decision", "1c4beeab504ac1b1"),
    ]
