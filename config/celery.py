"""The queue: Celery only says "look at turn X"; PostgreSQL holds the truth."""

import os

from celery import Celery

from config.heartbeat import install_heartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("switchboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
install_heartbeat(app)
