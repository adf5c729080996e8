"""Work in the background; safe to run twice."""

from celery import shared_task
from django.utils import timezone

from organizations.models import ANSWERS_KEPT, IdempotentAnswer
from organizations.tenancy import everywhere, tenant


@shared_task(time_limit=60)  # type: ignore[untyped-decorator]
def drop_old_answers() -> None:
    """Answers kept for repeated requests, after their day: in each organization, and outside of them."""
    old = IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT)
    with everywhere("the sweeper"):
        organizations = set(old.exclude(organization=None).values_list("organization_id", flat=True))
    old.delete()
    for organization_id in organizations:
        with tenant(organization_id):
            old.delete()
