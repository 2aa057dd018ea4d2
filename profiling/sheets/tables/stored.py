"""The rows of tables as they stand: plain tuples, many communities at a time.

Several answers in one field are held as PostgreSQL writes them ({6,7}), so that a row goes as it is into a temporary
table, into what is kept for the undo, and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField

from profiling.models import Entry
from profiling.sections import RESTRICTED_CLASSES, Table, entry_models
from profiling.sheets.standing import Kind, Stored

APART = frozenset({"id", "profile", "source", "language", "translations"})


@cache
def kind_of(model: type[Entry]) -> Kind:
    """All that a row of this model says. Such rows have no key: any two may be alike."""
    fields = [field for field in model._meta.concrete_fields if field.name not in APART]
    return Kind(f"entry_{model._meta.model_name}", model, (), tuple(map(_column, fields)), tuple(map(_blank, fields)))


def entry_kinds() -> list[Kind]:
    return [kind_of(model) for model in entry_models()]


def _column(field: Any) -> str:
    return str(field.column)


def _blank(field: Any) -> Any:
    value = field.get_default()
    return listed(value) if isinstance(field, ArrayField) else None if value is None else str(value)


@cache
def place_of(model: type[Entry], name: str) -> int:
    """Where in the values of a row a field stands."""
    column: str = model._meta.get_field(name).column  # type: ignore[union-attr, assignment]  # our own fields
    return kind_of(model).values.index(column)


def listed(values: Iterable[object]) -> str:
    """Codes and numbers hold none of the signs that would have to be escaped."""
    return "{" + ",".join(map(str, values)) + "}"


def unlisted(text: str) -> list[str]:
    return [one for one in text.strip("{}").split(",") if one]


def belongs(table: Table, values: Sequence[Any]) -> bool:
    """As `Table.holds`, of a row in short."""
    if table.kinds and values[place_of(table.model, "kind")] not in table.kinds:
        return False
    if not table.is_classified:
        return True
    return (values[place_of(table.model, "classification")] in RESTRICTED_CLASSES) == table.is_restricted


def rows_of(model: type[Entry], profiles: Iterable[int]) -> Iterator[tuple[int, Stored]]:
    """(profile, row) in the order in which they were entered."""
    kind = kind_of(model)
    rows = model._default_manager.filter(profile__in=list(profiles)).order_by("pk")
    for profile, pk, source, *values in rows.values_list("profile_id", "pk", "source_id", *kind.values).iterator(2000):
        plain = tuple(listed(value) if isinstance(value, list) else value for value in values)
        yield profile, Stored(pk, plain, source)
