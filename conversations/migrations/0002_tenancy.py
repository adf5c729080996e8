"""Row-level security, same-organization keys, and what the serving roles may do with each table of this app.

Nothing here is deleted but a switch; steps and marks are never changed, a snapshot stays what it was when it was made.
`everywhere` finds what waits, and whose a link is; it reads no message, no argument, no result, no snapshot.
"""

from django.db import migrations

from organizations.grants import Grants
from organizations.migration_operations import AppendOnly, RowLevelSecurity, SameOrganization

TABLES = [
    "Conversation",
    "ConnectorToggle",
    "Turn",
    "Message",
    "Step",
    "ToolCall",
    "Approval",
    "Provenance",
    "Share",
    "Notice",
]
KEYS = [
    ("Conversation", "author"),
    ("Conversation", "project"),
    ("Conversation", "head"),
    ("ConnectorToggle", "conversation"),
    ("ConnectorToggle", "connector"),
    ("ConnectorToggle", "connection"),
    ("Turn", "conversation"),
    ("Turn", "member"),
    ("Message", "conversation"),
    ("Message", "parent"),
    ("Message", "turn"),
    ("Step", "turn"),
    ("ToolCall", "turn"),
    ("ToolCall", "retry_of"),
    ("ToolCall", "connector"),
    ("ToolCall", "connection"),
    ("Approval", "tool_call"),
    ("Approval", "decided_by"),
    ("Provenance", "conversation"),
    ("Provenance", "turn"),
    ("Provenance", "connector"),
    ("Share", "conversation"),
    ("Share", "created_by"),
    ("Notice", "conversation"),
]
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
    replaces = [
        ("conversations", "0002_wall"),
        ("conversations", "0003_sharing_triggers"),
        ("conversations", "0004_access_stamp"),
        ("conversations", "0005_journal"),
        ("conversations", "0006_start_turn"),
        ("conversations", "0008_flow"),
        ("conversations", "0010_one_personal"),
        ("conversations", "0011_search_path"),
    ]
    dependencies = [("conversations", "0001_rows")]
    operations = [
        *[RowLevelSecurity(table) for table in TABLES],
        *[SameOrganization(table, field) for table, field in KEYS],
        AppendOnly("Provenance"),
        *GRANTS,
    ]
