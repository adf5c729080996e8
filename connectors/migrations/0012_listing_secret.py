"""When an operator entered a listing's client secret: all that is shown of it, beside how it ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0011_tool_reviews")]
    operations = [
        migrations.AddField(
            model_name="listing",
            name="oauth_secret_set_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
