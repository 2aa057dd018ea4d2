"""Journeys run in a real browser against a real server."""

import pytest


@pytest.fixture(autouse=True)
def _plain_names(settings) -> None:
    """The test server reads static files from their sources, which know nothing of the names with a hash."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
