"""Tokens get scopes and an end, and sessions can be ended. Tokens of people whose address is unconfirmed end now.

Whoever has a token without an end keeps it for ninety days from today, with everything that it could do so far.
"""

from django.db import migrations, models

from organizations.models import user

# People made by a command had no address to confirm; operators among them are vouched for, as new ones are.
ADD_ADDRESSES = """
INSERT INTO account_emailaddress (user_id, email, "primary", verified)
    SELECT u.id, lower(u.email), true, u.is_superuser AND NOT EXISTS (
            SELECT 1 FROM account_emailaddress a WHERE a.verified AND a.email = lower(u.email))
        FROM organizations_user u WHERE NOT EXISTS (SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id)
"""
END_UNCONFIRMED = """
UPDATE organizations_accesstoken t SET revoked_at = now()
    WHERE revoked_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM organizations_user u JOIN account_emailaddress a ON a.user_id = u.id
        WHERE u.id = t.user_id AND a."primary" AND a.verified AND lower(a.email) = lower(u.email))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_enter_organization"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        migrations.AddField("User", "sessions_ended_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("AccessToken", "scopes", models.JSONField(default=user.all_scopes)),
        migrations.AlterField("AccessToken", "expires_at", models.DateTimeField(default=user.token_expiry)),
        migrations.RunSQL(ADD_ADDRESSES, migrations.RunSQL.noop),
        migrations.RunSQL(END_UNCONFIRMED, migrations.RunSQL.noop),
    ]
