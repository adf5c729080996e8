"""From a person and an address to their membership, in one statement (organizations/sql/enter_organization.sql)."""

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_wall")]
    operations = [InstallSQL("enter_organization", "40e68c87bd130159")]
