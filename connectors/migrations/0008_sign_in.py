"""Sign-in servers that are a little off: PKCE not announced, a 401 only at the first call, a second registration."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("connectors", "0007_beyond_plan")]
    operations = [
        migrations.AddField(
            model_name="listing",
            name="pkce_undeclared",
            field=models.BooleanField(
                default=False,
                help_text="Its sign-in server supports PKCE (S256) without saying so: sign in there nevertheless.",
                verbose_name="PKCE not announced",
            ),
        ),
        migrations.AddField(
            model_name="connector",
            name="pkce_undeclared",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="connector",
            name="late_challenge",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="oauthclient",
            name="kind",
            field=models.CharField(
                choices=[
                    ("preregistered", "Entered by hand"),
                    ("metadata_document", "Our metadata document"),
                    ("dynamic", "Registered by ourselves"),
                    ("rejected", "Forgotten by the service"),
                    ("replaced", "Replaced by a newer one"),
                ],
                max_length=24,
            ),
        ),
        migrations.RemoveConstraint(model_name="oauthclient", name="one_client_per_issuer"),
        migrations.AddConstraint(
            model_name="oauthclient",
            constraint=models.UniqueConstraint(
                condition=~Q(kind="replaced"),
                fields=("organization", "connector", "issuer", "redirect_uri"),
                name="one_client_per_issuer",
            ),
        ),
    ]
