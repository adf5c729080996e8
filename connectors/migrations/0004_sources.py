"""Which sign-in server an entered client id is for, and what owners say about custom connectors' tools.

What is there already: an entered client id is bound to the server where its first account signed in, and a custom
connector's tool that called itself a read is a write, until an owner marks it.
"""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
import httpx2
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from organizations.migration_operations import AppendOnly, RowLevelSecurity, SameOrganization

HINTED_READS = """
UPDATE connectors_tooldefinition d SET effect = 'write' FROM connectors_connector c
    WHERE c.id = d.connector_id AND c.listing_id IS NULL AND d.effect = 'read'
"""


def origin_of(url: str) -> str:
    """Scheme, host and port, as connectors/oauth/fetching.py writes them."""
    parsed = httpx2.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"


def bind_entered_clients(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The first account's server wins; where nobody signed in yet, the first sign-in binds."""
    clients: Any = apps.get_model("connectors", "OAuthClient")
    connections: Any = apps.get_model("connectors", "Connection")
    bound: Any = apps.get_model("connectors", "ListingIssuer")
    entered = clients.objects.filter(kind="preregistered").select_related("connector").order_by("registered_at")
    for client in entered:
        used = connections.objects.filter(client=client).order_by("created_at").first()
        server = used.authorization_server.get("server") if used else None
        if not server:
            continue
        connector, origin = client.connector, origin_of(server["token_endpoint"])
        if connector.listing_id:
            values = {"issuer": client.issuer, "token_origin": origin}
            bound.objects.get_or_create(listing_id=connector.listing_id, defaults=values)
        else:
            unbound = type(connector).objects.filter(pk=connector.pk, oauth_issuer="")
            unbound.update(oauth_issuer=client.issuer, oauth_token_origin=origin)


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0003_standing"),
        ("organizations", "0003_enter_organization"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListingIssuer",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="connectors.listing",
                    ),
                ),
                ("issuer", models.CharField(max_length=500)),
                (
                    "token_origin",
                    models.CharField(help_text="Scheme, host and port that tokens are asked at.", max_length=300),
                ),
                ("bound_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="connector",
            name="oauth_issuer",
            field=models.CharField(blank=True, default="", editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="connector",
            name="oauth_token_origin",
            field=models.CharField(blank=True, default="", editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name="oauthclient",
            name="kind",
            field=models.CharField(max_length=24),
        ),
        migrations.CreateModel(
            name="EffectMark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "effect",
                    models.CharField(
                        choices=[("read", "Read"), ("write", "Write"), ("destructive", "Destructive")], max_length=12
                    ),
                ),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "marked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "tool",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="connectors.tooldefinition",
                    ),
                ),
            ],
            options={
                "ordering": ["-marked_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "tool"), name="one_mark_per_definition")
                ],
            },
        ),
        RowLevelSecurity("EffectMark"),
        SameOrganization("EffectMark", "tool"),
        SameOrganization("EffectMark", "marked_by"),
        # The role that serves binds once; only an operator's page changes or forgets it.
        AppendOnly("ListingIssuer"),
        migrations.RunSQL(HINTED_READS, migrations.RunSQL.noop),
        migrations.RunPython(bind_entered_clients, migrations.RunPython.noop),
    ]
