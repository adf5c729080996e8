"""A queue or a stream that is down fails nothing that was committed."""

import logging
import uuid
from unittest.mock import Mock

import pytest
from django.db import transaction

from organizations.enqueueing import after_commit, enqueue
from organizations.models import User


class QueueIsDown(Exception):
    """What a broker's client raises."""


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_stays_and_the_caller_sees_no_error(caplog: pytest.LogCaptureFixture) -> None:
    task = Mock()
    task.delay.side_effect = QueueIsDown
    row = uuid.uuid4()
    with transaction.atomic():
        User.objects.create_user("new@acme.example", "a-long-password", name="New")
        enqueue(task, row)
    task.delay.assert_called_once_with(str(row))
    assert User.objects.filter(email="new@acme.example").exists()
    (said,) = [record for record in caplog.records if record.exc_info and record.exc_info[0] is QueueIsDown]
    assert said.levelno == logging.ERROR


@pytest.mark.django_db(transaction=True)
def test_one_failure_does_not_keep_the_next_from_being_done() -> None:
    failing, done = Mock(side_effect=QueueIsDown), Mock()
    with transaction.atomic():
        after_commit(failing, 1)
        after_commit(done, 2, 3)
    done.assert_called_once_with(2, 3)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_for_what_was_undone() -> None:
    task = Mock()

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        enqueue(task, uuid.uuid4())
        raise Undo
    task.delay.assert_not_called()
