"""What a list of what waits is made of: its lines, its rows, the words for a day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise

from cbp.accounts.models import User

MOST = 10


@dataclass(frozen=True)
class Line:
    """One thing that waits, with the link straight to it. `said` is why, or since when."""

    label: str
    url: str
    said: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits. `rows` are all of them within the person's right, the most urgent first."""

    code: str
    title: Promise
    rows: Callable[[User], Any]
    line: Callable[[Any], Line]


def in_words(day: datetime.date | datetime.datetime) -> str:
    moment = timezone.localtime(day) if isinstance(day, datetime.datetime) else day
    return formats.date_format(moment, "DATE_FORMAT")


def with_names(rows: QuerySet[Any], prefix: str = "cycle__") -> Any:
    """With what the labels are made of."""
    joined = rows.select_related(f"{prefix}community", f"{prefix}programme")
    return joined.prefetch_related(f"{prefix}community__names")
