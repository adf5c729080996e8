"""What the serving roles may do with each table of this app and of Django's apps below it.

Web and worker cannot make somebody an operator, change a plan or a country, close an organization, give a token to
somebody else, or write the row of an organization whose tenant is not open. Operators' paths do the first two in
`tenancy.as_operator`; what no role here may write (who is superuser, closing) is done as the owner.
"""

import django.db.models.deletion
from django.db import migrations, models

from organizations.grants import FixedSearchPath, Grants, NeedsRoles, NothingTemporary

ORGANIZATION = """
ALTER TABLE organizations_organization ENABLE ROW LEVEL SECURITY;
-- Names and plans are read before a tenant is open (a person's list, an invitation): the wall is around what is inside.
CREATE POLICY readable ON organizations_organization FOR SELECT USING (true);
CREATE POLICY one_organization ON organizations_organization FOR UPDATE TO switchboard_app
    USING (id = (SELECT nullif(current_setting('app.organization', true), '')::uuid));
CREATE POLICY new_ones_are_plain ON organizations_organization FOR INSERT TO switchboard_app
    WITH CHECK (plan = 'free' AND country = '' AND closed_at IS NULL)
"""
NOT_ORGANIZATION = """
DROP POLICY readable ON organizations_organization;
DROP POLICY one_organization ON organizations_organization;
DROP POLICY new_ones_are_plain ON organizations_organization;
ALTER TABLE organizations_organization DISABLE ROW LEVEL SECURITY
"""

USER = """
ALTER TABLE organizations_user ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON organizations_user FOR SELECT USING (true);
CREATE POLICY writable ON organizations_user FOR UPDATE TO switchboard_app USING (true);
CREATE POLICY new_ones_are_plain ON organizations_user FOR INSERT TO switchboard_app
    WITH CHECK (NOT is_superuser AND NOT is_staff)
"""
NOT_USER = """
DROP POLICY readable ON organizations_user;
DROP POLICY writable ON organizations_user;
DROP POLICY new_ones_are_plain ON organizations_user;
ALTER TABLE organizations_user DISABLE ROW LEVEL SECURITY
"""

# Whose organization an answer was of is not known any more; each is kept for a day only.
NO_ANSWERS = "DELETE FROM organizations_idempotentanswer"
# One condition on the organization, or none for answers outside of organizations, which are a person's own.
ANSWER = """
ALTER TABLE organizations_idempotentanswer ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_organization ON organizations_idempotentanswer USING (organization_id IS NULL
    OR organization_id = (SELECT nullif(current_setting('app.organization', true), '')::uuid))
"""
NOT_ANSWER = """
DROP POLICY one_organization ON organizations_idempotentanswer;
ALTER TABLE organizations_idempotentanswer DISABLE ROW LEVEL SECURITY
"""

GRANTS = [
    # Organizations and people: only what they change about themselves.
    Grants(
        "organizations_organization",
        app="SELECT, INSERT, UPDATE (name, external_sharing, organization_shares, public_projects,"
        " connectors_in_shared_projects)",
        everywhere="SELECT",
        operator="SELECT, INSERT, UPDATE (name, plan, country)",
    ),
    Grants(
        "organizations_user",
        app="SELECT, INSERT, UPDATE (password, last_login, email, name, time_zone, sessions_ended_at)",
        operator="SELECT, UPDATE (is_active, is_staff)",
    ),
    Grants("organizations_accesstoken", app="SELECT, INSERT, UPDATE (name, last_used_at, expires_at, revoked_at)"),
    Grants(
        "organizations_idempotentanswer",
        app="SELECT, INSERT, UPDATE, DELETE",
        everywhere="SELECT (organization_id, created_at)",
    ),
    # Inside organizations.
    Grants("organizations_membership", app="SELECT, INSERT, UPDATE (role, removed_at)", everywhere="SELECT"),
    Grants(
        "organizations_invitation",
        app="SELECT, INSERT, UPDATE (accepted_at, revoked_at)",
        everywhere="SELECT (id, organization_id, email, token_hash, expires_at, accepted_at, revoked_at)",
    ),
    Grants("organizations_project", app="SELECT, INSERT, UPDATE (name, visibility, instructions, deleted_at)"),
    Grants("organizations_projectmember", app="SELECT, INSERT, DELETE"),
    Grants("organizations_auditevent", app="SELECT, INSERT", before="SELECT, INSERT"),
    # Django's: permissions and groups are not used, and nobody but the owner changes them.
    Grants("organizations_user_groups", app="SELECT"),
    Grants("organizations_user_user_permissions", app="SELECT"),
    Grants("auth_group", app="SELECT"),
    Grants("auth_group_permissions", app="SELECT"),
    Grants("auth_permission", app="SELECT"),
    Grants("django_content_type", app="SELECT", operator="SELECT"),
    Grants("django_admin_log", operator="SELECT, INSERT"),
    Grants("django_migrations", app="SELECT"),
    Grants("django_session", app="SELECT, INSERT, UPDATE, DELETE"),
    # allauth's: it saves whole rows. Confirmations are signed links, never rows: only deleting an address looks there.
    Grants("account_emailaddress", app="SELECT, INSERT, UPDATE, DELETE", operator="SELECT"),
    Grants("account_emailconfirmation", app="SELECT, DELETE"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0004_tokens_end"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        NeedsRoles(),
        migrations.RunSQL(NO_ANSWERS, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="idempotentanswer", name="one_answer_per_key"),
        migrations.AddField(
            model_name="idempotentanswer",
            name="organization",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AddField(
            model_name="idempotentanswer",
            name="subjects",
            field=models.JSONField(default=list, help_text="Ids that the request and its answer name."),
        ),
        migrations.AddConstraint(
            model_name="idempotentanswer",
            constraint=models.UniqueConstraint(
                fields=("user", "organization", "key"), name="one_answer_per_key", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, NO_ANSWERS),
        NothingTemporary(),
        migrations.RunSQL(ORGANIZATION, NOT_ORGANIZATION),
        migrations.RunSQL(USER, NOT_USER),
        migrations.RunSQL(ANSWER, NOT_ANSWER),
        *GRANTS,
        FixedSearchPath(),
    ]
