"""What an owner's live check was about: with another value of the operator's it is a draft again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0021_consents")]
    operations = [
        migrations.AddField(
            model_name="connector",
            name="setup_tested_for",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
    ]
