"""Where services send browsers back, and where they read who we are; not under the API's prefix."""

from django.urls import path

from connectors.api.views.oauth import callback, client_metadata

urlpatterns = [
    path("oauth/callback", callback),
    path("oauth/callback/<path:place>", callback),
    path("oauth/client-metadata.json", client_metadata),
]
