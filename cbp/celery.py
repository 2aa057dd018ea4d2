"""The Celery app: the broker is only a bell, the job table is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbp.settings")

app = Celery("cbp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
