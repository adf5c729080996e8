"""Owners' pages: members, invitations, projects, the audit log. Changes are made in the workspace."""

from django.contrib.admin import register
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.admin.base import TenantAdmin
from organizations.admin.owners_site import owners_site
from organizations.audit_names import about, words_of
from organizations.models import AuditEvent, Invitation, Membership, Project


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
    """Who was asked to join; the link itself is nowhere."""

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
        """What it is about, in names; never what was said in a chat."""
        words: str = getattr(event, "about_words", "")
        return words
