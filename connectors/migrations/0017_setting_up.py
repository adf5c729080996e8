"""What an owner enters to set up a service, the names of a custom connector's keys, and the sweep that deletes keys."""

from django.db import migrations, models

import organizations.sealing
from organizations.grants import Grants


class Migration(migrations.Migration):
    dependencies = [("connectors", "0016_services")]
    operations = [
        # Client ids that operators entered before there was a test go on.
        migrations.RunSQL(
            "UPDATE connectors_listing SET setup_tested_at = now() WHERE oauth_client_id <> ''",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="connector",
            name="header_fields",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="connector",
            name="oauth_secret_set_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="oauthattempt",
            name="header_values",
            field=organizations.sealing.SealedTextField(blank=True, default="", editable=False),
        ),
        Grants(
            "connectors_connection",
            app="SELECT, INSERT, UPDATE, DELETE",
            everywhere="SELECT (id, organization_id, status, access_token, refresh_token, header_values, created_at, "
            "tools_asked_at)",
        ),
    ]
