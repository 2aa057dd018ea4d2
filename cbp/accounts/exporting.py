"""Lists that leave the house as seen: only by those who may, and every export is history."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse

from cbp.accounts.access import can, why_not
from cbp.accounts.doors import PersonRequest
from cbp.accounts.roles import Permission
from cbp.core import audit
from cbp.core.lists import Column, as_csv
from cbp.core.models import Verb


def export(request: PersonRequest, rows: Any, columns: Sequence[Column], name: str) -> HttpResponse:
    if not can(request.user, Permission.LIST_EXPORT):
        raise PermissionDenied(why_not(Permission.LIST_EXPORT))
    with transaction.atomic():
        seen = {key: value for key, value in request.GET.items() if key != "format" and value}
        audit.record(Verb.LIST_EXPORTED, None, by=request.user, after={"list": name, "filters": seen})
    return as_csv(rows, columns, name)
