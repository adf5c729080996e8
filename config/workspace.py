"""The workspace's page, for every path that no other view answers."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

DEMO_LABEL = "Demo model · rules, not an LLM"


@never_cache
@require_safe
@ensure_csrf_cookie
def workspace(request: HttpRequest, path: str = "") -> HttpResponse:
    """The page with what the front end needs before its first request; without a build, it says how to make one."""
    built = (settings.FRONTEND_DIST / ".vite" / "manifest.json").is_file()
    boot = {
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "publicUrl": settings.PUBLIC_URL,
        "model": {
            "name": settings.MODEL,
            "demo": settings.MODEL_IS_DEMO,
            "label": DEMO_LABEL if settings.MODEL_IS_DEMO else settings.MODEL,
        },
        "version": settings.VERSION,
    }
    # Escapes "<", which could end the script element.
    encoded = json.dumps(boot).replace("<", "\\u003c")
    return render(request, "workspace.html", {"boot": encoded, "built": built}, status=200 if built else 503)
