"""Settings. Importing them loads the Celery application (config/celery.py), which sends tasks."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
