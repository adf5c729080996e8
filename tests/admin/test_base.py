"""A page that would show too much does not start."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from organizations.admin import TenantAdmin, owners_site
from organizations.models import Invitation, Project, ProjectMember, User


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (Project, {}),
        (Project, {"fields": ()}),
        (Project, {"fields": ("name", "instructions")}),
        (Invitation, {"fields": ("email", "token_hash")}),
        (Invitation, {"fields": ("email",), "list_display": ("token_hash",)}),
        (Invitation, {"fields": ("email",), "search_fields": ("=token_hash",)}),
        (User, {"fields": ("email", "password")}),
        (Project, {"fields": ("name",), "search_fields": ("created_by__user__password",)}),
        (Project, {"fields": ("name",), "list_filter": ("created_by",)}),
        (Project, {"fields": ("name",), "list_filter": ("created_by__user__email",)}),
        (ProjectMember, {"fields": ("member", "project")}),
        (ProjectMember, {"fields": ("member",), "search_fields": ("project__name",)}),
        (ProjectMember, {"fields": ("member",), "ordering": ("-project__name",)}),
        (Project, {"fields": ("name",), "editable": ("visibility",)}),
    ],
)
def test_a_page_that_names_too_much_is_refused(model: Any, options: dict[str, Any]) -> None:
    page = type("Page", (TenantAdmin,), options)
    with pytest.raises(ImproperlyConfigured):
        page(model, owners_site)


def test_a_page_that_names_what_it_shows_is_accepted() -> None:
    page = type("Page", (TenantAdmin,), {"fields": ("name", "visibility"), "list_filter": ("visibility",)})
    assert page(Project, owners_site).fields == ("name", "visibility")
