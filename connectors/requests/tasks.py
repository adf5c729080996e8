"""Work in the background; safe to run twice."""

import uuid

from celery import shared_task

from connectors.requests.mail import lost_decisions, send_decision


@shared_task(time_limit=120, expires=3600)  # type: ignore[untyped-decorator]
def mail_decision(organization_id: str, request_id: str) -> None:
    """Runs right after an owner decided; the directory says the same to the member, with or without this mail."""
    send_decision(uuid.UUID(organization_id), uuid.UUID(request_id))


@shared_task(time_limit=600)  # type: ignore[untyped-decorator]
def mail_lost_decisions() -> None:
    """Every ten minutes, for a day: what the queue or the mail server lost; safe to run twice at once."""
    for organization_id, request_id in lost_decisions():
        send_decision(organization_id, request_id)
