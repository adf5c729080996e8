"""The review of a service's own MCP server, beside that of the server of ours which stands for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0018_connector_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="remote_tools",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
