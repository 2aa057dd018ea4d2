"""The workbook of a programme for one person: what they reach, what is known of it, and how it is filled."""

from __future__ import annotations

from typing import IO

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cbp.core.models import Programme
from cbp.core.reach import Person
from profiling.columns import open_columns
from profiling.models import Community
from profiling.models.communities import CommunityQuerySet
from profiling.workbooks.known import known_rows
from profiling.workbooks.rows_known import row_sheets_for
from profiling.workbooks.template import About, communities_title, template_book


def programme_book(programme: Programme, person: Person) -> IO[bytes]:
    """In the active language, as an open file. The sheet of communities is without what is restricted."""
    columns = open_columns(programme)
    communities = communities_of(programme, person)
    beside = row_sheets_for(programme, person, communities)
    closed = [one.title for one in beside if one.is_restricted]
    rows = known_rows(communities, programme, columns)
    return template_book(columns, rows, _about(programme, person, closed), beside)


def communities_of(programme: Programme, person: Person) -> CommunityQuerySet:
    """Those of the programme that the person reaches, but for those that take no part any more."""
    reached = Community.objects.visible_to(person).filter(programmes=programme, is_active=True, merged_into=None)
    return reached.order_by("area__path", "name", "pk")


def _about(programme: Programme, person: Person, closed: list[str]) -> About:
    made = _("Made on %(day)s for %(person)s. For the team: it holds exact figures and is not passed on.")
    return About(
        title=_("Profiles of communities"),
        programme=str(programme),
        made=made % {"day": date_format(timezone.localdate(), "DATE_FORMAT"), "person": person.label},
        steps=_steps(closed),
    )


def _steps(closed: list[str]) -> list[str]:
    sheet = communities_title()
    return [
        _("Fill the sheet “%(sheet)s”: one row for each community, one answer in each cell.") % {"sheet": sheet},
        _("Leave a cell empty when the answer is not known. Write 0 only when somebody counted and there was nobody."),
        _("An empty cell changes nothing: what is known already stays."),
        _(
            "What there are several of, such as services or hazards, stands in sheets of its own: one row for each. In "
            "a free row write the name of the community and the P-code of its area, then what is to be added. A row "
            "that is left out stays as it is in the profile: a sheet removes nothing."
        ),
        _("Grey cells are locked: they say which community the row is about. All other cells are open."),
        _("Where a cell has a list, choose an answer from it. The dictionary says what each column takes."),
        _(
            "A community that is missing goes into the first free row: its name, the P-code of its area and the kind "
            "of site. First look whether it is there under another name."
        ),
        _("Write no names of people and nothing that only the team may know.")
        if not closed
        else _(
            "Write no names of people. These sheets are for the team that works with the communities alone, and so is "
            "the whole file: %(sheets)s."
        )
        % {"sheets": ", ".join(closed)},
        _(
            "Save it as XLSX and bring it in under “Sheets of profiles”. You see every change before anything is "
            "written, and get back the rows that have faults."
        ),
    ]
