"""What of a server's tools is left out here, and why, is said on the connector's page and in the "+" menu."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0008_sign_in")]
    operations = [
        migrations.AddField(
            model_name="connector",
            name="left_out",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
