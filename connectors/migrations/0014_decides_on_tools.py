"""What of this app decides on tools, and raises the version of the rules.

An account's tokens are among it: a worker keeps them with the account. That an account was used, or asked for its
tools, or is being renewed decides nothing.
"""

from django.db import migrations

from organizations.migration_operations import DecidesOnTools


class Migration(migrations.Migration):
    dependencies = [("connectors", "0013_accounts"), ("organizations", "0007_rules_version")]
    operations = [
        DecidesOnTools("Listing"),
        DecidesOnTools("Connector", except_=["late_challenge", "left_out"]),
        DecidesOnTools(
            "Connection",
            except_=["last_used_at", "tools_asked_at", "refresh_claimed_until", "left_out", "wanted_scopes"],
        ),
        DecidesOnTools("OAuthClient", subject="connector"),
        DecidesOnTools("ToolDefinition", subject="connector"),
        DecidesOnTools("OfferedTool", subject="connection"),
        DecidesOnTools("ToolPolicy", subject="connector", except_=["updated_at"]),
    ]
