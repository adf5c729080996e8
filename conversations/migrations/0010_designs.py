"""Designs and their versions. A version is never changed, and nothing here is deleted but with its conversation."""

import uuid
from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models
from django.db.models.deletion import CASCADE

from organizations.grants import Grants
from organizations.migration_operations import RowLevelSecurity, SameOrganization


def _key(to: str, related: str = "+", **more: object) -> models.ForeignKey:
    return models.ForeignKey(to, CASCADE, db_constraint=False, related_name=related, **more)


def _identity() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("organization", models.ForeignKey("organizations.organization", CASCADE, db_index=False, related_name="+")),
        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
    ]


KINDS = [("slides", "Slides"), ("graphic", "Graphic")]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("conversations", "0009_waiting_input"),
        ("organizations", "0009_one_index_less"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Design",
            fields=[
                *_identity(),
                ("title", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=KINDS, max_length=8)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("conversation", _key("conversations.conversation", "designs")),
            ],
            options={
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(fields=["organization", "conversation", "created_at"], name="designs_of_chat")
                ],
            },
        ),
        migrations.CreateModel(
            name="DesignVersion",
            fields=[
                *_identity(),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("restores", models.PositiveIntegerField(null=True)),
                ("design", _key("conversations.design", "versions")),
                ("made_by", _key("conversations.toolcall", null=True)),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "design", "number"), name="one_version_per_number"),
                    models.UniqueConstraint(fields=("organization", "made_by"), name="one_version_per_call"),
                ],
            },
        ),
        RowLevelSecurity("Design"),
        RowLevelSecurity("DesignVersion"),
        SameOrganization("Design", "conversation"),
        SameOrganization("DesignVersion", "design"),
        SameOrganization("DesignVersion", "made_by"),
        Grants(
            "conversations_design",
            app="SELECT, INSERT, UPDATE (title, kind, version, updated_at)",
        ),
        Grants("conversations_designversion", app="SELECT, INSERT"),
    ]
