"""Reading: what open event streams ask at each ping, and an index for the list of a person's tool calls."""

from django.db import migrations, models

from organizations.sql_files import InstallSQL

TRIGGER = """
CREATE TRIGGER name_turns_member BEFORE INSERT OR UPDATE ON conversations_toolcall
FOR EACH ROW WHEN (NEW.turn_member IS NULL) EXECUTE FUNCTION name_turns_member()
"""
FILL = """
UPDATE conversations_toolcall c SET turn_member = t.member_id FROM conversations_turn t WHERE t.id = c.turn_id
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_functions")]
    operations = [
        InstallSQL("stream_stamps", "9398ed991fc1fd0a"),
        migrations.AddField("toolcall", "turn_member", models.UUIDField(editable=False, null=True)),
        InstallSQL("name_turns_member", "72b03959e1b37bd2"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER name_turns_member ON conversations_toolcall"),
        migrations.AddIndex(
            "toolcall",
            models.Index(fields=["organization", "turn_member", "created_at", "id", "status"], name="calls_of_member"),
        ),
    ]
