"""Whether a person chose their time zone: until then it is the one that their browser says.

Who has another zone than the default had to choose it.
"""

from django.db import migrations, models

from organizations.grants import Grants

CHOSEN = "UPDATE organizations_user SET time_zone_chosen = true WHERE time_zone <> 'UTC'"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0005_grants")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone_chosen",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunSQL(CHOSEN, migrations.RunSQL.noop),
        Grants(
            "organizations_user",
            app="SELECT, INSERT, UPDATE (password, last_login, email, name, time_zone, time_zone_chosen,"
            " sessions_ended_at)",
            operator="SELECT, UPDATE (is_active, is_staff)",
        ),
    ]
