"""When the mail about a decision was last tried, beside when it was sent: what was lost is sent again."""

from django.db import migrations, models

from organizations.grants import Grants


class Migration(migrations.Migration):
    dependencies = [("connectors", "0023_scope_words")]
    operations = [
        migrations.AddField(
            model_name="connectorrequest",
            name="mail_tried_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        Grants(
            "connectors_connectorrequest",
            app="SELECT, INSERT, UPDATE, DELETE",
            everywhere="SELECT (id, organization_id, decided_at, mailed_at, mail_tried_at)",
        ),
    ]
