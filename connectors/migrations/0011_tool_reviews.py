"""Owners refuse a version of a tool, and each account's server is asked for its tools now and then.

The sweep finds the accounts that are due by when their servers were last asked; what is there already was never asked.
"""

import django.db.models.deletion
from django.db import migrations, models

from organizations.grants import Grants
from organizations.migration_operations import SameOrganization


class Migration(migrations.Migration):
    dependencies = [("connectors", "0010_tool_seconds")]
    operations = [
        migrations.AddField(
            model_name="tooldefinition",
            name="refused_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="tooldefinition",
            name="refused_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="tooldefinition",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("refused_at", None), _connector="OR"),
                name="accepted_or_refused",
            ),
        ),
        SameOrganization("ToolDefinition", "refused_by"),
        migrations.AddField(
            model_name="connection",
            name="tools_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        Grants(
            "connectors_connection",
            app="SELECT, INSERT, UPDATE, DELETE",
            everywhere="SELECT (id, organization_id, status, access_token, refresh_token, created_at, tools_asked_at)",
        ),
    ]
