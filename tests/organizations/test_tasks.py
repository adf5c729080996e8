"""What the clock does in this app."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organizations.models import IdempotentAnswer
from organizations.tasks import drop_old_answers
from tests.cast import Cast


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_kept_answers_go_after_a_day(cast: Cast, hours: int, left: int) -> None:
    answer = IdempotentAnswer.objects.create(user=cast.mia.user, key="k", fingerprint="f")
    IdempotentAnswer.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    drop_old_answers()
    assert IdempotentAnswer.objects.count() == left
