"""What an account's server asked before a tool ran the last time: the next approval's card shows it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0019_remote_tools")]
    operations: ClassVar = [
        migrations.AddField("connection", "confirmations", models.JSONField(default=dict, editable=False)),
    ]
