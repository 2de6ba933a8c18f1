"""The project: settings, addresses, workers, health, and what holds the apps together."""

from sussa.celery import app as celery_app

__all__ = ["celery_app"]
