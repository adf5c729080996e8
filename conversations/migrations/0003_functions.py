"""The functions of this app (conversations/sql), each after those that it calls.

Homes that ran the history before the first release get the same text once more, so that every home has what the files
say.
"""

from django.db import migrations

from organizations.sql_files import InstallSQL, RemoveSQL


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_tenancy"),
        ("connectors", "0014_decides_on_tools"),
        ("organizations", "0008_emit_events"),
    ]
    operations = [
        RemoveSQL("rules_now"),
        InstallSQL("plan_is_personal", "3f6211b9101ad81b"),
        InstallSQL("share_refusal", "2c2d3adbb2e3b84c"),
        InstallSQL("guard_share", "16b527dc228f64d1"),
        InstallSQL("guard_provenance", "2ca1c1000c1949ec"),
        InstallSQL("contents_of", "71dd0ea6e44dd683"),
        InstallSQL("lock_place", "1f582fd3eef30810"),
        InstallSQL("rules_version", "31bda91537d62adc"),
        InstallSQL("claim_turn", "082c020479d1b0b7"),
        InstallSQL("journal_may_write", "7b9a41739cee75f0"),
        InstallSQL("journal_decision", "1f41eca43fe24dda"),
        InstallSQL("journal_end", "89a39e8692f3b4f2"),
        InstallSQL("journal_step", "49e256f0377be152"),
        InstallSQL("journal_result", "006d2d50b0c61ca2"),
        InstallSQL("start_turn", "1bb6dcb479a4c5d2"),
    ]
