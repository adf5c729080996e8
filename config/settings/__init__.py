"""Settings. Whoever has them has the queue: tasks are sent by the application of config/celery.py."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
