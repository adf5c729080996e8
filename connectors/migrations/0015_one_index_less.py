"""Each table has an index that begins with the organization (`in_organization`): one of it alone was only written."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

ORGANIZATION = models.ForeignKey(
    "organizations.Organization", django.db.models.deletion.CASCADE, db_index=False, related_name="+"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("connectors", "0014_decides_on_tools"), ("organizations", "0009_one_index_less")]
    operations: ClassVar = [
        migrations.AlterField(name, "organization", ORGANIZATION)
        for name in (
            "connection",
            "connector",
            "effectmark",
            "oauthattempt",
            "oauthclient",
            "offeredtool",
            "tooldefinition",
            "toolpolicy",
        )
    ]
