"""Row-level security, same-organization keys and the append-only log."""

from django.db import migrations

from organizations.migration_operations import AppendOnly, RowLevelSecurity, SameOrganization


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]
    operations = [
        RowLevelSecurity("Membership"),
        RowLevelSecurity("Invitation"),
        RowLevelSecurity("Project"),
        RowLevelSecurity("ProjectMember"),
        RowLevelSecurity("AuditEvent"),
        SameOrganization("Invitation", "invited_by"),
        SameOrganization("Project", "created_by"),
        SameOrganization("ProjectMember", "project"),
        SameOrganization("ProjectMember", "member"),
        AppendOnly("AuditEvent"),
    ]
