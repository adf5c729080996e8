"""/admin/: what operators of the instance see of all organizations."""

from contextlib import AbstractContextManager
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from organizations.admin.closed_site import ClosedSite
from organizations.operators_login import NoOperatorsLogin
from organizations.tenancy import as_operator


class OperatorsSite(ClosedSite):
    """For people with `is_staff`: plans, countries, listings and their review; never contents or secrets."""

    site_title = "Switchboard"
    site_header = "Switchboard · operators"
    index_title = "This instance"

    def admit(self, request: HttpRequest) -> bool:
        """Staff who may sign in."""
        return request.user.is_active and request.user.is_staff

    def scope(self, request: HttpRequest) -> AbstractContextManager[None]:
        """As the operators' role; services go back inside for what hangs on a change."""
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
