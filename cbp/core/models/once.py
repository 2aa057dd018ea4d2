"""No double submit: the key of a form that was sent, and where its answer went."""

from django.db import models


class Submission(models.Model):
    """A write form that one person sent. The second sending gets the first one's answer."""

    key = models.UUIDField()
    person_id = models.BigIntegerField()
    path = models.CharField(max_length=300)
    answer = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key", "path"], name="submission_once")]

    def __str__(self) -> str:
        return str(self.key)
