"""What an approval is bound to, why it was asked, and how long a turn was worked on.

Approvals that stand from earlier are bound to the account of the call where they were given and to the version of the
tool that this account is offered now.
"""

from django.db import migrations, models

ASKED = """
UPDATE conversations_approval SET asks_code = CASE WHEN base_asks THEN 'default_asks' ELSE 'ceiling_asks' END
"""
STANDING = """
UPDATE connectors_toolpolicy p SET connection_id = c.connection_id, tool_digest = coalesce((
        SELECT d.digest FROM connectors_offeredtool o JOIN connectors_tooldefinition d ON d.id = o.tool_id
        WHERE o.connection_id = c.connection_id AND d.name = p.tool LIMIT 1), 'unknown')
    FROM conversations_toolcall c WHERE c.id = p.granted_in AND c.organization_id = p.organization_id
"""
NO_WAY_BACK = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_start_turn"), ("connectors", "0003_standing")]
    operations = [
        migrations.AddField("toolcall", "tool_digest", models.CharField(blank=True, max_length=64, default="")),
        migrations.AlterField("toolcall", "tool_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("approval", "asks_code", models.CharField(blank=True, max_length=32, default="")),
        migrations.AlterField("approval", "asks_code", models.CharField(blank=True, max_length=32)),
        migrations.AddField("approval", "asks_reason", models.CharField(blank=True, max_length=500, default="")),
        migrations.AlterField("approval", "asks_reason", models.CharField(blank=True, max_length=500)),
        migrations.RunSQL(ASKED, NO_WAY_BACK),
        migrations.RemoveField("approval", "base_asks"),
        migrations.RunSQL(STANDING, NO_WAY_BACK),
        migrations.AddField("turn", "worked_ms", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("turn", "claimed_at", models.DateTimeField(blank=True, null=True)),
    ]
