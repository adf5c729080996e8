"""Wiring of the product: settings, addresses, queue. Apps never import it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
