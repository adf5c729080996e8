"""The Celery application. A task only says "look at turn X"; the state is in PostgreSQL."""

import os

from celery import Celery
from celery.signals import worker_init

from config.heartbeat import install_heartbeat
from config.turns import install_turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("switchboard", amqp="config.broker:Queue")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
install_heartbeat(app)
install_turns(app)


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_unsafe_role(**_: object) -> None:
    """A worker whose database role is not under the policies does not start."""
    from organizations.checks import refuse_unsafe_role as refuse

    refuse()
