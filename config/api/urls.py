"""Every app's API routes under one prefix; an unknown path answers a problem, not a page."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from config.api.docs import SchemaView, docs
from config.api.errors import not_found


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """404 for every method, the same as for a missing row."""
    return not_found(request, LookupError())


urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", SchemaView.as_view()),
    path("docs", docs),
    path("", include("organizations.api.urls")),
    path("", include("connectors.api.urls")),
    path("", include("conversations.api.urls")),
    re_path(r"^.*$", nothing_here),
]
