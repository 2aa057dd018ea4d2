"""The laptop: what `manage.py up` and `manage.py test` install and start. No app imports it."""
