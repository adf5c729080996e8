"""A standing approval is good for one version of a tool and one account (rules.md section 3)."""

import django.db.models.deletion
from django.db import migrations, models

from organizations.migration_operations import SameOrganization


class Migration(migrations.Migration):
    dependencies = [("connectors", "0002_wall")]
    operations = [
        migrations.AddField("toolpolicy", "tool_digest", models.CharField(blank=True, max_length=64, default="")),
        migrations.AlterField("toolpolicy", "tool_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField(
            "toolpolicy",
            "connection",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="connectors.connection",
            ),
        ),
        SameOrganization("ToolPolicy", "connection"),
    ]
