"""A call keeps what the server sent as data beside the text, and how its card shows it.

The table's Grants name no columns of the application's; the way past the wall reads none of the new ones.
"""

from typing import ClassVar

from django.db import migrations, models

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0011_health_content")]
    operations: ClassVar = [
        migrations.AddField("toolcall", "structured", models.JSONField(null=True)),
        migrations.AddField(
            "toolcall",
            "shown_as",
            models.CharField(blank=True, choices=[("chart", "Chart")], default="", max_length=8),
            preserve_default=False,
        ),
        InstallSQL("journal_decision", "a4ff23b4b7159bd0"),
    ]
