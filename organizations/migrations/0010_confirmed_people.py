"""Entering an organization says whether the person confirmed their address, which every audit event asks for."""

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0009_one_index_less"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [InstallSQL("enter_organization", "ee8b1027994b564e")]
