"""What beat runs: the schedule in the settings, by the names of tasks. It loads none of the apps."""

import os
from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")


class NoTasks(AppLoader):  # type: ignore[misc]  # celery has no types
    """Loads no tasks; workers load them."""

    def import_default_modules(self) -> list[Any]:
        """Imports nothing; workers import every app here."""
        return []


configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
app = Celery("switchboard-beat", amqp="config.broker:Queue", loader="config.beat:NoTasks", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
