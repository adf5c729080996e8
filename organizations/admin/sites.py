"""What both sites share: every page runs inside the site's scope, and Django pages that are not needed are closed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

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
from django.views.decorators.csrf import csrf_protect

from organizations.audit import own_path
from organizations.models import Membership, Project, TenantModel, User
from organizations.operators_login import NoOperatorsLogin
from organizations.selectors import ownerships_of, projects_visible_to
from organizations.tenancy import as_operator, tenant

# Pages of Django's that tell of rows which no page shows, or that the workspace has itself.
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
        """True only inside `admin_view`, so no page can be reached without it."""
        return getattr(request, "admitted_to", None) is self

    def piecemeal_view(self, view: View) -> View:
        """A page that opens `scope` itself, piece by piece, because it waits for another server in between."""

        @csrf_protect
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not self.admit(request):
                raise Http404
            request.admitted_to = self  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return page

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
                        # Rendering reads rows, so it must happen before the scope closes.
                        response.render()
            except DataError as error:
                raise BadRequest("The address names what the database cannot compare.") from error
            return response

        return page

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Redirects to the workspace's sign-in page."""
        return redirect_to_login(own_path(request.GET.get("next", "")), settings.LOGIN_URL)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """Signing out is done in the workspace."""
        return redirect(settings.LOGIN_REDIRECT_URL)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's pages without the closed ones; their addresses answer 404."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED]


# /admin/: what operators of the instance see of all organizations.


class OperatorsSite(ClosedSite):
    """For people with `is_staff`: plans, countries, listings and their review; never contents or secrets."""

    site_title = "Switchboard"
    site_header = "Switchboard · operators"
    index_title = "This instance"

    def admit(self, request: HttpRequest) -> bool:
        """Staff who may sign in."""
        return request.user.is_active and request.user.is_staff

    def scope(self, request: HttpRequest) -> AbstractContextManager[None]:
        """The operators' role. `back_inside` opens a tenant for what follows from a change."""
        return as_operator("the operators' admin")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As in the base; where this process has no operators' login, the page says what to set."""
        inner = super().admin_view(view, cacheable)

        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return cast(HttpResponseBase, inner(request, *args, **kwargs))
            except NoOperatorsLogin as missing:
                return HttpResponse(f"{missing}\n", content_type="text/plain", status=503)

        return page

    def visible_rows(self, rows: "QuerySet[Any]", request: HttpRequest) -> "QuerySet[Any]":
        """All of them, for admitted people."""
        return rows if self.has_permission(request) else rows.none()


operators_site = OperatorsSite(name="operators")


# /owner/: what owners see of their own organization.

CHOSEN = "owners_site_organization"
# The field of the form in config/templates/admin/base_site.html.
CHOOSE = "choose_organization"


class OwnersSite(ClosedSite):
    """One organization at a time: the chosen one of those that the person owns now.

    A form chooses, for the session; an opened link changes nothing (accounts-A5). An ex-owner's next request finds
    nothing.
    """

    site_title = "Switchboard"
    index_title = "Your organization"

    def admit(self, request: HttpRequest) -> bool:
        """Owners of an open organization only; notes which one."""
        owned = ownerships_of(cast(User, request.user))
        chosen = request.session.get(CHOSEN)
        request.owned = next((m for m in owned if m.organization.slug == chosen), next(iter(owned), None))  # type: ignore[attr-defined]
        request.ownerships = owned  # type: ignore[attr-defined]
        return self._ownership(request) is not None

    def scope(self, request: HttpRequest) -> AbstractContextManager[None]:
        """The organization's tenant: row-level security hides all other rows."""
        return tenant(self.reader(request).organization_id)

    def visible_rows(self, rows: "QuerySet[Any]", request: HttpRequest) -> "QuerySet[Any]":
        """The organization's rows; nothing of models that belong to no organization.

        An owner is no member of everybody's private projects (rules.md section 4): these are not there.
        """
        ownership = self._ownership(request)
        if ownership is None or not issubclass(rows.model, TenantModel):
            return rows.none()
        if issubclass(rows.model, Project):
            rows = rows.filter(pk__in=projects_visible_to(ownership).values("pk"))
        return rows.filter(organization=ownership.organization_id)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As in the base, on any page of which another organization may be chosen."""
        inner = super().admin_view(view, cacheable)

        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if CHOOSE in request.POST and request.user.is_authenticated:
                return self._choose(request, request.POST[CHOOSE])
            return cast(HttpResponseBase, inner(request, *args, **kwargs))

        return page

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The organization's name in the head of every page, and the others to choose from."""
        ownership = self._ownership(request)
        context = super().each_context(request)
        if ownership is not None:
            context["site_header"] = f"{ownership.organization.name} · owners"
            context["other_ownerships"] = [m for m in request.ownerships if m.pk != ownership.pk]  # type: ignore[attr-defined]
        return context

    def reader(self, request: HttpRequest) -> Membership:
        """The admitted owner, in the chosen organization."""
        ownership = self._ownership(request)
        assert ownership is not None
        return ownership

    def _choose(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if slug not in [m.organization.slug for m in ownerships_of(cast(User, request.user))]:
            raise Http404
        request.session[CHOSEN] = slug
        return redirect(request.path)

    def _ownership(self, request: HttpRequest) -> Membership | None:
        return getattr(request, "owned", None)


owners_site = OwnersSite(name="owner")
