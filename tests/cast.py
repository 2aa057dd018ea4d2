"""The cast: a person for each role, and two worlds that must not see each other.

The first world is Chad with its programme, the second South Sudan. Every name in a world holds that world's own word,
so that a page which lets one name through is caught by looking for one word. People have no password until
`with_password` gives them one.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from cbp.accounts.models import Assignment, Invitation, User
from cbp.accounts.roles import Role
from cbp.core.actions.programmes import create_programme
from cbp.core.models import Area, AreaName, DisplacementFigure, Programme, SheetImport
from tests.chain import Chain, make_chain
from tests.replay import Replay

PASSWORD = "well water and a market road"
HERE, THERE = "vbnmtrewqzxk", "zwqxkvjhpmbt"  # in every name of the first world, and of the second
THERE_CODE = "ZWQ"
PEOPLE: Replay[Cast] = Replay()
CHAINS: dict[str, Replay[Chain]] = {}
PARTS = ("country", "region", "district", "neighbour", "programme", "figure")  # of a world, which its chain leads to


@dataclass
class World:
    """One country with a region, two districts, a programme, a figure, a sheet and an invitation."""

    mark: str
    country: Area
    region: Area
    district: Area
    neighbour: Area
    programme: Programme
    figure: DisplacementFigure
    sheet: SheetImport | None = None
    invitation: Invitation | None = None

    @cached_property
    def chain(self) -> Chain:
        """A community with everything along the chain; made when a test first asks for it."""
        known = {name: getattr(self, name) for name in PARTS}
        return CHAINS.setdefault(self.mark, Replay())(lambda: make_chain(self), known)


@dataclass
class Cast:
    """Everybody. `actors` gives them by name, nobody included."""

    here: World
    there: World
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def actors(self) -> dict[str, User | None]:
        return {"anonymous": None, **self.people}


def make_area(parent: Area | None, pcode: str, name: str, *, country: str = "") -> Area:
    return Area.objects.create(
        country=country or (parent.country if parent else ""),
        level=parent.level + 1 if parent else 0,
        pcode=pcode,
        name=name,
        parent=parent,
        path=f"{parent.path if parent else ''}{pcode}/",
    )


def make_figure(area: Area, number: int = 1, persons: int = 100, **fields: object) -> DisplacementFigure:
    values: dict[str, object] = {
        "source": "IOM DTM", "operation": "Lake", "reported_on": datetime.date(2024, 1, number), "reason": "conflict",
        "assessment": "BA",
    }  # fmt: skip
    return DisplacementFigure.objects.create(area=area, round=number, persons=persons, **{**values, **fields})


def make_person(name: str, role: str = "", *, language: str = "en", **assignment: object) -> User:
    """With a role where one is given; `programme=`, `area=`, `is_…=`, `valid_to=` go to the assignment."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    person = User.objects.create(email=email, name=name, language=language, password="!")
    if role:
        Assignment.objects.create(user=person, role=role, **assignment)
    return person


def with_password(person: User, password: str = PASSWORD) -> User:
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


def make_sheet(person: User, **fields: object) -> SheetImport:
    values: dict[str, object] = {
        "name": f"table {person.name}.csv", "kind": "displacement", "stored_as": f"aa/{secrets.token_hex(8)}",
        "content_type": "application/octet-stream", "size": 1, "sha256": "0" * 64, "rung_at": timezone.now(),
        "requested_by_id": person.pk, "requested_by_label": person.label,
    }  # fmt: skip
    return SheetImport.objects.create(**{**values, **fields})


def make_invitation(by: User, **fields: object) -> Invitation:
    values: dict[str, object] = {
        "email": f"new.{by.email}",
        "name": f"New {by.name}",
        "role": Role.FACILITATOR,
        "invited_by": by,
    }
    invitation = Invitation(**{**values, **fields})
    invitation.seal()
    invitation.save()
    return invitation


def _world(country: str, code: str, mark: str, currency: str) -> World:
    top = make_area(None, country, f"Country {mark}", country=country)
    region = make_area(top, f"{code}07", f"Region {mark}")
    district = make_area(region, f"{code}0701", f"District {mark}")
    neighbour = make_area(top, f"{code}070", f"Neighbour {mark}")  # its code begins like the region's
    AreaName.objects.create(area=region, text=f"بحيرة {mark}", language="ar")
    programme = Programme(
        code=f"P-{mark}", title=f"Programme {mark}", country=top, currency=currency, languages=["en", "fr"]
    )
    create_programme(programme, by=None)
    return World(mark, top, region, district, neighbour, programme, make_figure(region, operation=f"Operation {mark}"))


def make_cast() -> Cast:
    cast = PEOPLE(_make_cast)
    now = timezone.now()
    SheetImport.objects.update(rung_at=now)  # the bell of a job is not as old as the cast
    cast.here.sheet.rung_at = cast.there.sheet.rung_at = now
    return cast


def _make_cast() -> Cast:
    cast = Cast(_world("TCD", "TCD", HERE, "XAF"), _world("SSD", THERE_CODE, THERE, "SSP"))
    _people_here(cast)
    _people_there(cast)
    cast.here.sheet = make_sheet(cast.facilitator)
    cast.there.sheet = make_sheet(cast.stranger, name=f"{THERE}.csv")
    cast.here.invitation = make_invitation(cast.manager, programme=cast.here.programme)
    cast.there.invitation = make_invitation(cast.stranger, programme=cast.there.programme)
    return cast


def _people_here(cast: Cast) -> None:
    programme, region = cast.here.programme, cast.here.region
    yesterday = timezone.now().date() - datetime.timedelta(days=1)
    scoped = {"programme": programme, "area": region}
    cast.people |= {
        "administrator": make_person("Administrator", Role.ADMINISTRATOR),
        "manager": make_person(f"Manager {HERE}", Role.MANAGER, programme=programme),
        "planner": make_person(f"Planner {HERE}", Role.PLANNER, area=region),
        "endorser": make_person(f"Endorser {HERE}", Role.PLANNER, area=region, is_endorser=True),
        "facilitator": make_person(f"Facilitator {HERE}", Role.FACILITATOR, **scoped),
        "partner": make_person(f"Partner {HERE}", Role.PARTNER, **scoped),
        "auditor": make_person(f"Auditor {HERE}", Role.AUDITOR, programme=programme),
        "psea": make_person(f"Psea {HERE}", Role.FACILITATOR, is_psea_focal_point=True, **scoped),
        "screening": make_person(f"Screening {HERE}", Role.MANAGER, programme=programme, is_screening_officer=True),
        "removed": make_person(
            f"Removed {HERE}", Role.MANAGER, programme=programme, valid_from=yesterday, valid_to=yesterday
        ),
        "closed": make_person(f"Closed {HERE}", Role.MANAGER, programme=programme),
    }
    User.objects.filter(pk=cast.closed.pk).update(is_active=False)


def _people_there(cast: Cast) -> None:
    programme, region = cast.there.programme, cast.there.region
    cast.people |= {
        "stranger": make_person(f"Stranger {THERE}", Role.MANAGER, programme=programme),
        "stranger_facilitator": make_person(f"Walker {THERE}", Role.FACILITATOR, programme=programme, area=region),
    }
