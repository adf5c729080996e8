"""A worker hears of a turn before it is committed, and its claim waits for that. The others: names and comments."""

from typing import ClassVar

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0005_past")]
    operations: ClassVar = [
        InstallSQL("start_turn", "87e1afa1060c6ee0"),
        InstallSQL("claim_turn", "e516fccbb203e481"),
        InstallSQL("lock_place", "9cd04bb901297992"),
        InstallSQL("rules_version", "b89b332088a92171"),
        InstallSQL("journal_result", "2b39784d0986037a"),
        InstallSQL("stream_stamps", "0ec865ccb9955767"),
    ]
