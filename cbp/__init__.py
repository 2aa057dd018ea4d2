"""Community-based planning. The Celery app is loaded with Django, so that actions can ring it by name."""

from cbp.celery import app as celery_app

__all__ = ["celery_app"]
