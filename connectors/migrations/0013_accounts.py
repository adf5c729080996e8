"""Kept per account: what it was refused for want of, and which of its tools are left out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0012_listing_secret")]
    operations = [
        migrations.AddField(
            model_name="connection",
            name="wanted_scopes",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="connection",
            name="left_out",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
