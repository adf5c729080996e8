"""Row-level security and same-organization keys."""

from django.db import migrations

from organizations.migration_operations import RowLevelSecurity, SameOrganization

KEYS = [
    ("Connector", "enabled_by"),
    ("OAuthClient", "connector"),
    ("Connection", "connector"),
    ("Connection", "member"),
    ("Connection", "client"),
    ("OAuthAttempt", "connection"),
    ("OAuthAttempt", "member"),
    ("OAuthAttempt", "client"),
    ("ToolDefinition", "connector"),
    ("OfferedTool", "connection"),
    ("OfferedTool", "tool"),
    ("ToolPolicy", "connector"),
    ("ToolPolicy", "member"),
]
TABLES = ["Connector", "OAuthClient", "Connection", "OAuthAttempt", "ToolDefinition", "OfferedTool", "ToolPolicy"]


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_initial"), ("organizations", "0002_wall")]
    operations = [
        *[RowLevelSecurity(table) for table in TABLES],
        *[SameOrganization(table, field) for table, field in KEYS],
    ]
