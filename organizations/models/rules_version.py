"""Versions of the rules that decide on tools."""

from django.db import models


class RulesVersion(models.Model):
    """How often something was changed that hangs on one subject; triggers alone write here (sql/decides_on_tools.sql).

    A subject's version is the sum of its rows. What belongs to no organization (a person, a listing) has none here.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    subject = models.UUIDField(db_index=True, help_text="An organization, person, project, connector, account.")
    raised = models.BigIntegerField()
