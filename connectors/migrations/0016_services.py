"""A listing as a template that an operator or owner completes, our own servers around APIs, and members' keys."""

from django.db import migrations, models

import connectors.models.listing
import organizations.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0015_one_index_less"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="header_ends",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="connection",
            name="header_values",
            field=organizations.sealing.SealedTextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="connector",
            name="setup_tested_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="connector",
            name="setup_values",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="connector",
            name="uses_remote",
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="api_scopes",
            field=models.JSONField(blank=True, default=connectors.models.listing._list),
        ),
        migrations.AddField(
            model_name="listing",
            name="api_url",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="listing",
            name="header_fields",
            field=models.JSONField(blank=True, default=connectors.models.listing._list),
        ),
        migrations.AddField(
            model_name="listing",
            name="prefers_remote",
            field=models.BooleanField(
                default=False,
                help_text="Where it has one; else Switchboard's own is used.",
                verbose_name="use the service's own MCP server",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="setup_fields",
            field=models.JSONField(blank=True, default=connectors.models.listing._list),
        ),
        migrations.AddField(
            model_name="listing",
            name="setup_steps",
            field=models.JSONField(
                blank=True,
                default=connectors.models.listing._list,
                help_text="How to get the client, one sentence a step.",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="setup_tested_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="setup_url",
            field=models.URLField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="listing",
            name="setup_values",
            field=models.JSONField(blank=True, default=connectors.models.listing._object),
        ),
        migrations.AddField(
            model_name="listing",
            name="sign_in",
            field=models.JSONField(
                blank=True,
                default=connectors.models.listing._object,
                help_text="The sign-in server's endpoints and habits.",
            ),
        ),
    ]
