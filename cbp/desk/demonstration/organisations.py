"""The organisations of the demonstration: a group without papers, services of the State, those who pay."""

from __future__ import annotations

from cbp.core.models import Area
from cbp.desk.demonstration.books import Entry, book, plain
from cbp.desk.demonstration.stage import Stage
from partners.actions import create_organisation
from partners.models import Engagement, Organisation, OrganisationContact


def register(stage: Stage) -> None:
    for entry in book("organisations")["organisation"]:
        stage.organisations[entry["key"]] = _register(stage, entry)


def _register(stage: Stage, entry: Entry) -> Organisation:
    organisation = Organisation(
        country=stage.programme.country, **plain(entry, "name", "acronym", "kind", "about")
    )  # fmt: skip
    contact = OrganisationContact(has_consented=True, **entry["contact"])
    terms = {**entry["engagement"], "area": _area(stage, entry["engagement"]["area"])}
    engagement = Engagement(programme=stage.programme, **terms)
    areas = [_area(stage, code) for code in entry["areas"]]
    by = stage.people.manager
    return create_organisation(organisation, areas=areas, contact=contact, engagement=engagement, by=by)


def _area(stage: Stage, code: str) -> Area:
    return stage.areas[code]
