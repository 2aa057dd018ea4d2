"""A file belongs to one thing: an abstract record, and a concrete one in each app with a real foreign key."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cbp.core.choices import Classification


class StoredFile(models.Model):
    """A file that was checked by content and size before it was kept. Leaves only through a door."""

    name = models.CharField(_("file name"), max_length=150)
    stored_as = models.CharField(max_length=80, unique=True, editable=False)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    classification = models.CharField(
        _("classification"), max_length=10, choices=Classification.choices, default=Classification.INTERNAL
    )
    created_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.FILES_DIR) / self.stored_as
