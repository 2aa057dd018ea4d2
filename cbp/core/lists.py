"""One shape for every list: filtered, in pages, exportable as seen."""

import csv
from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import FilterSet

from cbp.core.crispy import CbpFormHelper
from cbp.core.sheets import begins_a_formula

PER_PAGE = 50
MOST_EXPORTED = 50_000
Column = tuple[object, Callable[[Any], object]]


def filtered(request: HttpRequest, filter_class: type[FilterSet], queryset: Any) -> FilterSet:
    """The filter with its form laid out like every other; a filter with a fault filters nothing and says so."""
    found = filter_class(request.GET, queryset=queryset, request=request)
    found.form.helper = CbpFormHelper(found.form, method="get", all_optional=True)
    found.form.helper.disable_csrf = True
    return found


def page_of(request: HttpRequest, queryset: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """The page asked for; a number beyond the end is the last page, a word is the first."""
    return Paginator(queryset, per_page).get_page(request.GET.get("page", "1")[:9])


def is_filtered(request: HttpRequest) -> bool:
    return any(value for name, value in request.GET.items() if name != "page")


def guarded(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: a quote goes before what begins like one."""
    text = "" if value is None else str(value)
    return f"'{text}" if begins_a_formula(text) else text


def as_csv(rows: Any, columns: Sequence[Column], name: str) -> HttpResponse:
    """The list as seen, as CSV in UTF-8 with a mark that spreadsheets understand."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{timezone.now():%Y-%m-%d}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([str(label) for label, _value in columns])
    for row in rows[:MOST_EXPORTED]:
        writer.writerow([guarded(value(row)) for _label, value in columns])
    if (rows.count() if isinstance(rows, QuerySet) else len(rows)) > MOST_EXPORTED:
        writer.writerow(
            [_("Only the first %(most)s rows are here. Filter the list to get the others.") % {"most": MOST_EXPORTED}]
        )
    return response
