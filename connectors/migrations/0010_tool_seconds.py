"""How long an owner lets a connector's tools run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0009_left_out")]
    operations = [
        migrations.AddField(
            model_name="connector",
            name="tool_seconds",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
