"""The worker's application. Business code never calls `.delay()`: beat wakes the loops, and rows say what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sussa.settings")

app = Celery("sussa", task_cls="sussa.read_only:Task")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
