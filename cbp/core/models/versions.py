"""No lost update: an editable record carries a version, and one UPDATE checks it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stale(Exception):
    """Someone else saved first. `current` is the record as it is now."""

    def __init__(self, current: "Versioned") -> None:
        super().__init__()
        self.current = current


class Versioned(models.Model):
    """A record that people edit. Saved with `save_over`, never with a plain `save`."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save_over(self, expected: int, fields: list[str]) -> None:
        """Writes the named fields if the row still has the expected version; raises `Stale` otherwise."""
        values: dict[str, Any] = {name: getattr(self, name) for name in fields}
        changed = (
            type(self)._default_manager.filter(pk=self.pk, version=expected).update(version=expected + 1, **values)
        )
        if not changed:
            raise Stale(type(self)._default_manager.get(pk=self.pk))
        self.version = expected + 1
