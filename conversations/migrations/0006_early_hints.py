"""A worker hears of a turn before it is committed, and its claim waits for that."""

from typing import ClassVar

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0005_past")]
    operations: ClassVar = [InstallSQL("start_turn", "87e1afa1060c6ee0"), InstallSQL("claim_turn", "8aeb424dcef5e3f3")]
