"""The one way into the audit log."""

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies = [("organizations", "0007_rules_version")]
    operations = [InstallSQL("emit_events", "88322085298c53b2")]
