"""Custom connectors that a smaller plan has no room for are off and say so (plans-PL3)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0006_own_choice")]
    operations = [
        migrations.AddField(
            model_name="connector",
            name="is_beyond_plan",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
