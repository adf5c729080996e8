"""Kept answers go with what they name: a repeated Idempotency-Key never brings back what is gone."""

import uuid
from datetime import timedelta

from django.db.models import Q

from organizations.models import IdempotentAnswer, Membership


def forget_answers(*, organization_id: uuid.UUID, subject_id: uuid.UUID, to: Membership | None = None) -> None:
    """Delete the answers that name this row, or only those `to` one member. Runs in the open tenant."""
    named = IdempotentAnswer.objects.filter(organization=organization_id, subjects__contains=[str(subject_id)])
    (named.filter(user=to.user_id) if to else named).delete()


def forget_answers_to(membership: Membership) -> None:
    """Delete what a person was answered here, and elsewhere about this organization. Runs in the open tenant."""
    organization_id = membership.organization_id
    about = Q(organization=None, subjects__contains=[str(organization_id)])
    answers = IdempotentAnswer.objects.filter(about | Q(organization=organization_id))
    answers.filter(user=membership.user_id).delete()


# How long things are kept that nobody needs for ever.

# An answer to an Idempotency-Key: long enough for a client that was switched off overnight.
ANSWERS_KEPT = timedelta(days=1)
