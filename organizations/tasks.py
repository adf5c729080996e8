"""Work in the background; safe to run twice."""

from celery import shared_task
from django.utils import timezone

from organizations.models import IdempotentAnswer
from organizations.retention import ANSWERS_KEPT


@shared_task(time_limit=60)  # type: ignore[untyped-decorator]
def drop_old_answers() -> None:
    """Answers kept for repeated requests, after their day."""
    IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT).delete()
