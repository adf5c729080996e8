"""How the answer to a message can be had: as JSON, or as the events of the turn that it started."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from conversations.api.events import EVENT_STREAM, event_stream
from conversations.events.reader import encode
from conversations.models import Turn


class EventStreamRenderer(JSONRenderer):
    """Lets a client ask for events; a refusal is still JSON."""

    media_type = EVENT_STREAM


def wants_events(request: Request) -> bool:
    """Whether the client sent `Accept: text/event-stream`."""
    return isinstance(request.accepted_renderer, EventStreamRenderer)


def started_stream(request: Request, org: str, turn: Turn, started: Mapping[str, Any]) -> StreamingHttpResponse:
    """`message.sent` with what the JSON answer says, then the turn's events: spares a second request."""
    opening = encode("message.sent", json.dumps(started))
    response = event_stream(request._request, org, turn, opening)
    response.status_code = 202
    # What a repeated Idempotency-Key is answered with (organizations/api/idempotency.py).
    response.data = started  # type: ignore[attr-defined]
    return response
