"""Whose content a conversation holds says whether it is about health (health-H4)."""

from typing import ClassVar

from django.db import migrations

from organizations.sql_files import InstallSQL


class Migration(migrations.Migration):
    dependencies: ClassVar = [("conversations", "0010_designs")]
    operations: ClassVar = [InstallSQL("contents_of", "51b9c109bfbd974a")]
