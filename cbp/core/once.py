"""No double submit: `@once` above a view gives the second sending of a form the first one's answer.

The key travels in the form (`idempotency_key`). The insert of the key waits for a first sending that is still
under way, so twenty parallel ones write once.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from cbp.core.models.once import Submission

FIELD = "idempotency_key"
View = Callable[..., HttpResponseBase]


def key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _take(key: uuid.UUID, person_id: int, path: str) -> bool:
    """True for the first sending. Waits for a parallel one to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_submission (key, person_id, path, answer, created_at)"
            " VALUES (%s, %s, %s, '', now()) ON CONFLICT (person_id, key, path) DO NOTHING",
            [str(key), person_id, path[:300]],
        )
        return bool(cursor.rowcount)


def once(view: View) -> View:
    """A redirect is kept as the answer; a form shown again with its faults frees the key."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = key_of(request) if request.method == "POST" else None
        if key is None or not request.user.pk:
            return view(request, *args, **kwargs)
        mine = Submission.objects.filter(key=key, person_id=request.user.pk, path=request.path[:300])
        with transaction.atomic():
            if not _take(key, request.user.pk, request.path):
                return HttpResponseRedirect(mine.get().answer or request.path)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                mine.update(answer=response.url[:500])
            else:
                mine.delete()
        return response

    return wrapper
