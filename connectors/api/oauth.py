"""The way back from a service's sign-in, and our public client metadata."""

import logging
import uuid
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from connectors.accounts.callback import Arrival, CallbackFailed, browser_cookie, complete_connection, with_query
from connectors.oauth import client_metadata_document
from connectors.outbound import CALLBACK_PATH, our_identity
from organizations.audit import RequestSource
from organizations.models import User

log = logging.getLogger(__name__)
MAX_QUERY_CHARACTERS = 16_384


@require_GET
@never_cache
def callback(request: HttpRequest, server: str = "") -> HttpResponse:
    """Finish the sign-in and go back to the page that it was started from, or say what went wrong.

    `server` is the part of the path that tells one sign-in server's answers from another's.
    """
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_CHARACTERS:
        return _failed(request, CallbackFailed("request_too_long", "The answer of the service is too long."))
    if not isinstance(request.user, User):
        # The code stays valid: after signing in, the browser comes back here.
        following = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{following}")
    try:
        done = complete_connection(_arrival(request, request.user))
    except CallbackFailed as error:
        return _without_cookie(request, _failed(request, error))
    page = with_query(done.return_to, connected=str(done.connector_id), connection=str(done.connection_id))
    return _without_cookie(request, HttpResponseRedirect(page))


@require_GET
def client_metadata(request: HttpRequest) -> JsonResponse:
    """Our client metadata document; its address is our client id where a service accepts that."""
    identity = replace(our_identity(), client_metadata_url=f"{settings.PUBLIC_URL}/oauth/client-metadata.json")
    return JsonResponse(client_metadata_document(identity), headers={"Cache-Control": "public, max-age=300"})


def _arrival(request: HttpRequest, user: User) -> Arrival:
    source = RequestSource.of(request)
    return Arrival(user, request.path, request.GET.dict(), request.COOKIES, source.address, source.user_agent)


def _failed(request: HttpRequest, error: CallbackFailed) -> HttpResponse:
    reference = uuid.uuid4().hex[:12]
    log.warning("reference %s: a sign-in at a service failed: %s", reference, error.code)
    if error.return_to is not None:
        return HttpResponseRedirect(with_query(error.return_to, connect_error=error.code, reference=reference))
    context = {"message": error.person_message, "reference": reference}
    return render(request, "connectors/not_connected.html", context, status=400)


def _without_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    name = browser_cookie(request.GET.get("state", ""))
    if name in request.COOKIES:
        response.delete_cookie(name, path=CALLBACK_PATH, samesite="Lax")
    return response


# Where services send browsers back, and where they read who we are; not under the API's prefix.

urlpatterns = [
    path("oauth/callback", callback),
    path("oauth/callback/<path:server>", callback),
    path("oauth/client-metadata.json", client_metadata),
]
