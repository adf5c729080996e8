"""What was said before a turn is read on from what a worker knows of it, instead of whole with each claim."""

from django.db import migrations, models

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_reading")]
    operations = [
        migrations.AddField("conversation", "past_version", models.PositiveBigIntegerField(default=0, editable=False)),
        InstallSQL("raise_past_version", "d59b1ec15f1f7813"),
        InstallSQL("read_past", "10f9163a121ea9b2"),
        InstallSQL("claim_turn", "7f64025ae921eb79"),
    ]
