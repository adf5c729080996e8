"""/owner/: what owners see of their own organization."""

from contextlib import AbstractContextManager
from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from organizations.admin.closed_site import ClosedSite
from organizations.models import Membership, Project, TenantModel, User
from organizations.selectors import ownerships_of, projects_visible_to
from organizations.tenancy import tenant

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
        """Row-level security underneath: other organizations' rows do not exist."""
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
