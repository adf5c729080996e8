"""`Idempotency-Key`: a repeated unsafe request gets the first answer again instead of doing the work twice.

The key is claimed in the transaction that does the work, so that an answer exists exactly when the work does; a
second request with the same key waits for the first one's commit. Views that hold no transaction claim it on its
own, and a claim without an answer is free again after a minute.

Access is decided first, so somebody who lost access gets no earlier answer. Answers of an organization are
claimed, kept and found in its tenant.
"""

import hashlib
import json
import re
import uuid
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any, ClassVar, cast

from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from organizations.models import ANSWERS_KEPT, IdempotentAnswer, Organization, Scope, User
from organizations.refusals import Conflict, Invalid
from organizations.tenancy import tenant

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEY_LIMIT = 200
CLAIM_LASTS = timedelta(minutes=1)
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Repeated(Exception):
    """This request was answered before; carries that answer up to DRF's dispatch."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


class IdempotentView(APIView):
    """The base of all views: a subclass calls `claim_answer` once it knows the person."""

    changes_need: ClassVar[Scope] = Scope.WRITE  # of an access token; what decides for a person needs APPROVE
    answer_is_secret = False  # set on the instance by a handler whose answer is shown once
    _claimed: IdempotentAnswer | None = None

    def claim_answer(self, request: Request, organization: Organization | None = None) -> None:
        """Remember this request under its key, once the person was let in. Raises Repeated, Conflict or Invalid."""
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method not in UNSAFE:
            return
        if len(key) > KEY_LIMIT or not key.isprintable():
            raise Invalid("Idempotency-Key", f"Send at most {KEY_LIMIT} printable characters.")
        fingerprint = _fingerprint(request)
        with _tenant_of(organization.pk if organization else None):
            row, new = IdempotentAnswer.objects.get_or_create(
                user=cast(User, request.user),
                organization=organization,
                key=key,
                defaults={"fingerprint": fingerprint},
            )
            if not new and not _take_over(row, fingerprint):
                raise _as_before(row, fingerprint)
        self._claimed = row

    def handle_exception(self, exc: Exception) -> Response:
        """As in DRF; a repeated request is answered as before."""
        if isinstance(exc, Repeated):
            return exc.response
        return super().handle_exception(exc)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep a successful answer for repeats, and free the key after a refusal."""
        if self._claimed is not None:
            with _tenant_of(self._claimed.organization_id):
                _keep(self._claimed, request, response, secret=self.answer_is_secret)
            self._claimed = None
        return super().finalize_response(request, response, *args, **kwargs)


def _tenant_of(organization_id: uuid.UUID | None) -> AbstractContextManager[None]:
    return tenant(organization_id) if organization_id else nullcontext()


def _fingerprint(request: Request) -> str:
    parts = (request.method or "", request.get_full_path(), "")
    return hashlib.sha256("\n".join(parts).encode() + request.body).hexdigest()


def _take_over(row: IdempotentAnswer, fingerprint: str) -> bool:
    now = timezone.now()
    lasts = CLAIM_LASTS if row.status is None else ANSWERS_KEPT
    if row.created_at > now - lasts:
        return False
    same = IdempotentAnswer.objects.filter(pk=row.pk, created_at=row.created_at)
    return same.update(created_at=now, fingerprint=fingerprint, status=None, body=None, subjects=[]) == 1


def _as_before(row: IdempotentAnswer, fingerprint: str) -> Exception:
    if row.fingerprint != fingerprint:
        return Conflict("idempotency_key_reused", "This Idempotency-Key was used for another request.")
    if row.status is None:
        return Conflict("idempotency_in_progress", "The first request with this key is still being answered.")
    if row.body is None:
        detail = "This was done before. Its answer held a secret, which is shown only once."
        return Conflict("idempotency_secret", detail)
    # The first answer is kept as JSON, whatever the client accepts.
    return Repeated(Response(row.body or None, status=row.status, content_type="application/json"))


def _keep(row: IdempotentAnswer, request: Request, response: Any, *, secret: bool) -> None:
    if not 200 <= response.status_code < 300:
        row.delete()
        return
    data = getattr(response, "data", None)
    answer = "" if data is None else JSONRenderer().render(data).decode()
    body = None if secret else json.loads(answer) if answer else ""
    IdempotentAnswer.objects.filter(pk=row.pk).update(
        status=response.status_code, body=body, subjects=_named_in(request, answer)
    )


def _named_in(request: Request, answer: str) -> list[str]:
    said = request.body.decode(errors="replace")
    return sorted(set(AN_ID.findall(f"{request.get_full_path()} {said} {answer}".lower())))
