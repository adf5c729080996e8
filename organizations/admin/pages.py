"""Owners' pages: members, invitations, projects, the audit log. Changes are made in the workspace."""

from typing import Any, cast

from django.contrib.admin import display, register
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import RegexField
from django.http import HttpRequest

from organizations.admin.base import TenantAdmin
from organizations.admin.sites import operators_site, owners_site
from organizations.audit import Actor, RequestSource
from organizations.audit_names import about, words_of
from organizations.models import AuditEvent, Invitation, Membership, Organization, Project, User
from organizations.organization import change_by_operator
from organizations.text import insist_on_one_line


@register(Membership, site=owners_site)
class MembershipPage(TenantAdmin):
    """Who is in the organization, and as what."""

    list_display = ("person", "email", "role", "joined_at")
    list_filter = ("role",)
    search_fields = ("user__name", "user__email")
    fields = ("person", "email", "role", "joined_at")
    ordering = ("joined_at",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Membership]":
        """Open memberships with their people."""
        rows = super().get_queryset(request).filter(removed_at=None)
        return rows.select_related("user").prefetch_related("user__emailaddress_set")

    def person(self, member: Membership) -> str:
        return member.user.shown_name or member.user.shown_email

    def email(self, member: Membership) -> str:
        return member.user.shown_email


@register(Invitation, site=owners_site)
class InvitationPage(TenantAdmin):
    """Who was asked to join, without the link."""

    list_display = ("email", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_filter = ("role",)
    fields = ("email", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    ordering = ("-created_at",)


@register(Project, site=owners_site)
class ProjectPage(TenantAdmin):
    """Public projects and those one was invited into; what is said in them stays with their people."""

    list_display = ("name", "visibility", "created_by", "created_at")
    list_filter = ("visibility",)
    list_select_related = ("created_by__user",)
    search_fields = ("name",)
    fields = ("name", "visibility", "created_by", "created_at")
    ordering = ("name",)


@register(AuditEvent, site=owners_site)
class AuditEventPage(TenantAdmin):
    """What happened, newest first."""

    list_display = ("at", "action", "actor_name", "actor_kind", "about", "subject_id")
    list_filter = ("action", "actor_kind")
    search_fields = ("action", "actor_name", "subject_id")
    fields = ("at", "action", "actor_name", "actor_kind", "subject_type", "subject_id", "data", "address", "user_agent")
    ordering = ("-at",)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With names for all rows of the page at once."""
        page = super().get_changelist_instance(request)
        events = list(page.result_list)
        reader = owners_site.reader(request)
        named = about(events, reader)
        for event in events:
            event.about_words = words_of(named[event])
        page.result_list = events
        return page

    def about(self, event: AuditEvent) -> str:
        """The names of what it is about; never what was said in a chat."""
        words: str = getattr(event, "about_words", "")
        return words


# Operators' pages: organizations with plan and country, and people.


class CountryField(RegexField):
    """An ISO 3166 code of two letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Z]{2}$", **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).strip().upper()


@register(Organization, site=operators_site)
class OrganizationPage(TenantAdmin):
    """Plan and country are set here and nowhere else (rules.md section 1)."""

    list_display = ("name", "slug", "plan", "country", "created_at", "closed_at")
    list_filter = ("plan", "country")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "plan", "country", "created_at", "closed_at")
    editable = ("name", "plan", "country")
    ordering = ("name",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The name is one line; the country two letters, or nothing."""
        if db_field.name == "country":
            return CountryField(required=False, help_text=db_field.help_text)
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "name":
            field.validators.append(insist_on_one_line)
        return field

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        """Through `change_by_operator`, which writes the audit event and tells the apps above of the new plan."""
        changes = {field: form.cleaned_data[field] for field in form.changed_data}
        current = Organization.objects.get(pk=obj.pk)
        change_by_operator(organization=current, actor=_operator(request, obj), **changes)


@register(User, site=operators_site)
class UserPage(TenantAdmin):
    """People of the instance; an operator may lock somebody out, not sign in as them."""

    list_display = ("email", "confirmed", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "confirmed", "name", "is_active", "is_staff", "date_joined", "last_login")
    editable = ("is_active", "is_staff")
    ordering = ("email",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        """People with their addresses."""
        return super().get_queryset(request).prefetch_related("emailaddress_set")

    @display(boolean=True)
    def confirmed(self, person: User) -> bool:
        """Whether the address is known to be theirs."""
        return person.has_verified_email

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody locks out a superuser, or themself."""
        protected = obj is not None and (obj.pk == request.user.pk or obj.is_superuser)
        return super().has_change_permission(request, obj) and not protected

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only a superuser makes operators, and only of people whose address is confirmed."""
        may = cast(User, request.user).is_superuser and (obj is None or obj.is_staff or obj.has_verified_email)
        closed = [] if may else ["is_staff"]
        return [*super().get_readonly_fields(request, obj), *closed]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Saves only the changed columns; never the password."""
        obj.save(update_fields=[name for name in form.changed_data if name in self.editable])


def _operator(request: HttpRequest, organization: Organization) -> Actor:
    source = RequestSource.of(request, "operator")
    label = f"Operator {request.user}"
    return Actor("operator", organization.id, None, source.address, source.user_agent, label)
