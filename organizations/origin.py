"""Where a request comes from: kept with audit events."""

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

USER_AGENT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """A browser session (`member`), an access token (`token`) or an operator's site, with its address."""

    kind: str = "member"
    address: str | None = None
    user_agent: str = ""

    @classmethod
    def of(cls, request: Request | HttpRequest, kind: str = "member") -> "Origin":
        """The origin of a request."""
        agent = request.META.get("HTTP_USER_AGENT", "")[:USER_AGENT_LIMIT]
        return cls(kind, client_address(request), agent)


def client_address(request: Request | HttpRequest) -> str | None:
    """The peer's address; behind a proxy uvicorn already put the forwarded one there."""
    address = request.META.get("REMOTE_ADDR") or None
    return address if address and address[0] in "0123456789abcdef:" else None
