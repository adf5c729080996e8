"""Work in the background; safe to run twice."""

import uuid

from celery import shared_task

from connectors.requests.mail import send_decision


@shared_task(time_limit=120, expires=3600)  # type: ignore[untyped-decorator]
def mail_decision(organization_id: str, request_id: str) -> None:
    """Runs right after an owner decided; the directory says the same to the member, with or without this mail."""
    send_decision(uuid.UUID(organization_id), uuid.UUID(request_id))
