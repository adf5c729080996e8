"""Root routes."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from config.admin_sites import operators_site, owners_site
from config.error_pages import no_such_address
from config.health import healthz, livez
from config.workspace import workspace
from conversations.sharing import shared_page

urlpatterns: list[URLPattern | URLResolver] = [
    # allauth asks for phone numbers, which nobody has here, and fails where it finds none.
    re_path("^_allauth/(?:browser|app)/v1/account/phone$", no_such_address),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("organizations.people.confirming")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api.urls")),
    path("", include("connectors.api.oauth")),
    path("admin/", operators_site.urls),
    path("owner/", owners_site.urls),
    re_path(r"^(?P<site>admin|owner)$", RedirectView.as_view(url="/%(site)s/")),
    path("livez", livez),
    path("healthz", healthz),
    path("shared/<str:token>", shared_page),
    re_path(r"^(?!api/|_allauth/|static/)(?P<path>.*)$", workspace),
]

handler400 = "config.api.errors.bad_request"
handler403 = "config.error_pages.forbidden"
handler404 = "config.error_pages.not_found"
handler500 = "config.error_pages.server_error"
