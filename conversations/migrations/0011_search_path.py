"""Functions with a search path of their own, and what the serving roles may do with each table of this app.

Nothing here is deleted but a switch; steps and marks are never changed, a snapshot stays what it was when it was made.
`everywhere` finds what waits, and whose a link is; it reads no message, no argument, no result, no snapshot.
"""

from django.db import migrations

from organizations.grants import FixedSearchPath, Grants

GRANTS = [
    Grants("conversations_conversation", app="SELECT, INSERT, UPDATE"),
    Grants("conversations_connectortoggle", app="SELECT, INSERT, UPDATE, DELETE"),
    Grants("conversations_notice", app="SELECT, INSERT, UPDATE (seen_at)"),
    Grants("conversations_message", app="SELECT, INSERT, UPDATE"),
    Grants(
        "conversations_turn",
        app="SELECT, INSERT, UPDATE",
        everywhere="SELECT (id, organization_id, status, leased_until, created_at)",
    ),
    Grants("conversations_step", app="SELECT, INSERT"),
    Grants("conversations_toolcall", app="SELECT, INSERT, UPDATE", everywhere="SELECT (id, turn_id, status)"),
    Grants(
        "conversations_approval",
        app="SELECT, INSERT, UPDATE",
        everywhere="SELECT (organization_id, tool_call_id, decision, expires_at)",
    ),
    Grants("conversations_provenance", app="SELECT, INSERT", before="SELECT, INSERT"),
    Grants(
        "conversations_share",
        app="SELECT, INSERT, UPDATE (expires_at, revoked_at, revoked_because)",
        everywhere="SELECT (id, organization_id, created_at)",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_one_personal"), ("connectors", "0005_search_path")]
    operations = [*GRANTS, FixedSearchPath()]
