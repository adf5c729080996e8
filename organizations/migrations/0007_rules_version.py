"""Versions of the rules that decide on tools, and what of this app raises them."""

import django.db.models.deletion
from django.db import migrations, models

from organizations.grants import Grants
from organizations.migration_operations import DecidesOnTools
from organizations.sql_files import InstallSQL

# Versions of one organization, or of what belongs to none.
VERSIONS = """
ALTER TABLE organizations_rulesversion ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_organization ON organizations_rulesversion USING (organization_id IS NULL
    OR organization_id = (SELECT nullif(current_setting('app.organization', true), '')::uuid))
"""
NOT_VERSIONS = """
DROP POLICY one_organization ON organizations_rulesversion;
ALTER TABLE organizations_rulesversion DISABLE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0006_time_zone")]
    operations = [
        migrations.CreateModel(
            name="RulesVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.UUIDField(
                        db_index=True,
                        help_text="An organization, person, project, connector, account.",
                    ),
                ),
                ("raised", models.BigIntegerField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(VERSIONS, NOT_VERSIONS),
        # Whoever writes a rule raises its version, by a trigger that runs as they do.
        Grants(
            "organizations_rulesversion",
            app="SELECT, INSERT, UPDATE (raised)",
            operator="SELECT, INSERT, UPDATE (raised)",
        ),
        InstallSQL("raise_rules_version", "1f02c80ff486e85e"),
        InstallSQL("decides_on_tools", "268757478960c43f"),
        DecidesOnTools("Organization"),
        DecidesOnTools("User", except_=["last_login"]),
        # Who is in a project, and who is not any more.
        DecidesOnTools("Membership", subject="organization"),
        DecidesOnTools("Project"),
        DecidesOnTools("ProjectMember", subject="project"),
    ]
