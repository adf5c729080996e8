"""A plain phrase for each piece of access that a listing asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0022_setup_tested_for")]
    operations = [
        migrations.AddField(
            model_name="listing",
            name="scope_words",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
