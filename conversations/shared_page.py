"""The page behind a share link: server-rendered, loads nothing from elsewhere."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from conversations.markdown.rendering import html_of
from conversations.models import Share
from conversations.plain_lines import lines_of
from conversations.sharing import open_share
from organizations.models import User


@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """The snapshot, or one and the same 404 for every link that does not work for this reader."""
    share = open_share(token, request.user if isinstance(request.user, User) else None)
    context = _context(share) if share else {"sign_in": not request.user.is_authenticated, "path": request.path}
    template = "conversations/shared.html" if share else "conversations/shared_missing.html"
    response = render(request, template, context, status=200 if share else 404)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _context(share: Share) -> dict[str, Any]:
    said = enumerate(share.snapshot["messages"], 1)
    messages = [{**message, "html": _html(message, number)} for number, message in said]
    return {
        "share": share,
        "title": share.snapshot["title"] or "Shared chat",
        "author": share.snapshot["author"],
        "messages": messages,
        "inside": share.audience == "organization",
        "demo": any(message["demo"] for message in messages),
        "home": settings.PUBLIC_URL,
    }


def _html(message: dict[str, Any], number: int) -> SafeString:
    """As in the chat: markdown is what the model speaks, a person's words are shown as they are."""
    return lines_of(message["text"]) if message["role"] == "user" else html_of(message["text"], f"m{number}-")
