"""What both sites share: every page runs inside the site's scope, and what is not needed is not there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import DataError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver

from organizations.own_paths import own_path

# Each of these would answer about rows that no page shows, or is the workspace's own business.
CLOSED = frozenset({"view_on_site", "autocomplete", "password_change", "password_change_done"})

View = Callable[..., HttpResponseBase]


class ClosedSite(AdminSite):
    """An admin site whose subclass says who may enter, which rows there are, and in which scope pages run."""

    enable_nav_sidebar = False
    site_url = "/"

    def admit(self, request: HttpRequest) -> bool:
        """Whether this person may use the site now; asked at every request."""
        raise NotImplementedError

    def scope(self, request: HttpRequest) -> AbstractContextManager[None]:
        """The tenant, or the named way past the wall, in which a page of an admitted person runs."""
        raise NotImplementedError

    def visible_rows(self, rows: "QuerySet[Any]", request: HttpRequest) -> "QuerySet[Any]":
        """The rows of this model that the site shows; none when it does not know the model."""
        raise NotImplementedError

    def has_permission(self, request: HttpRequest) -> bool:
        """Set by `admin_view` alone: no page can be reached around it."""
        return getattr(request, "admitted_to", None) is self

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The page within the site's scope; strangers get 404, the signed-out the sign-in page."""
        guarded = super().admin_view(view, cacheable)

        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not self.admit(request):
                raise Http404
            request.admitted_to = self  # type: ignore[attr-defined]
            try:
                with self.scope(request):
                    response: HttpResponseBase = guarded(request, *args, **kwargs)
                    if isinstance(response, SimpleTemplateResponse):
                        # Rows are read while the page is written: not after the scope has closed.
                        response.render()
            except DataError as error:
                raise BadRequest("The address names what the database cannot compare.") from error
            return response

        return page

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in page: the workspace's."""
        return redirect_to_login(own_path(request.GET.get("next", "")), settings.LOGIN_URL)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Signing out is done in the workspace."""
        return redirect(settings.LOGIN_REDIRECT_URL)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's pages without the closed ones; their addresses answer 404."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED]
