"""Functions with a search path of their own, and what the serving roles may do with each table of this app.

Listings are the operators': web and worker read them, so that nobody who finds a hole there lists a service for all.
`everywhere` finds ended connections and unfinished sign-ins; it sees that tokens are there, sealed as they are stored.
"""

from django.db import migrations

from organizations.grants import FixedSearchPath, Grants

GRANTS = [
    Grants("connectors_listing", app="SELECT", operator="SELECT, INSERT, UPDATE"),
    # Bound by whoever signs in first; another server is the operator's word.
    Grants("connectors_listingissuer", app="SELECT, INSERT", operator="SELECT, UPDATE, DELETE"),
    Grants("connectors_connector", app="SELECT, INSERT, UPDATE"),
    Grants(
        "connectors_connection",
        app="SELECT, INSERT, UPDATE, DELETE",
        everywhere="SELECT (id, organization_id, status, access_token, refresh_token, created_at)",
    ),
    Grants("connectors_oauthclient", app="SELECT, INSERT, UPDATE"),
    Grants(
        "connectors_oauthattempt",
        app="SELECT, INSERT, DELETE",
        everywhere="SELECT (id, organization_id, connection_id, state_hash, expires_at)",
    ),
    Grants("connectors_tooldefinition", app="SELECT, INSERT, UPDATE"),
    Grants("connectors_effectmark", app="SELECT, INSERT, UPDATE, DELETE"),
    Grants("connectors_offeredtool", app="SELECT, INSERT, DELETE"),
    Grants("connectors_toolpolicy", app="SELECT, INSERT, UPDATE, DELETE"),
]


class Migration(migrations.Migration):
    dependencies = [("connectors", "0004_sources"), ("organizations", "0005_grants")]
    operations = [*GRANTS, FixedSearchPath()]
