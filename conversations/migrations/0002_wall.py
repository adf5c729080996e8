"""Row-level security and same-organization keys."""

from django.db import migrations

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
]


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial"), ("connectors", "0002_wall")]
    operations = [
        *[RowLevelSecurity(table) for table in TABLES],
        *[SameOrganization(table, field) for table, field in KEYS],
        AppendOnly("Provenance"),
    ]
