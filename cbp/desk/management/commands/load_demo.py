"""Loads the demonstration: published places and figures of Chad, one programme, a person for each role."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cbp.accounts.context import DEMO_PASSWORD, DEMO_PEOPLE
from cbp.accounts.models import Assignment, User
from cbp.accounts.roles import Role
from cbp.core import actions
from cbp.core.actions.displacement import load_displacement
from cbp.core.actions.places import load_places
from cbp.core.actions.programmes import create_programme
from cbp.core.models import Area, AreaName, Programme

DATA = Path(actions.__file__).parent.parent / "data"
NAMES = {
    Role.ADMINISTRATOR: ("Amina Saleh", "en"),
    Role.MANAGER: ("Claire Dupont", "en"),
    Role.PLANNER: ("Moussa Abakar", "fr"),
    Role.FACILITATOR: ("حليمة يوسف", "ar"),
    Role.PARTNER: ("Lucía Ortega", "es"),
    Role.AUDITOR: ("James Okello", "en"),
}
ARABIC = {"TCD07": "البحيرة", "TCD18": "نجامينا", "TCD14": "ودّاي", "TCD06": "كانم", "TCD01": "البطحاء"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if not options["if_empty"]:
                self.stdout.write("There are people already; the demonstration is loaded into an empty system only.")
            return
        load_places((DATA / "pcodes-chad.csv").read_bytes(), by=None, name="pcodes-chad.csv")
        load_displacement((DATA / "dtm-chad.csv").read_bytes(), by=None, name="dtm-chad.csv")
        self._arabic_names()
        self._people(self._programme())
        self.stdout.write("The demonstration is loaded.")

    def _arabic_names(self) -> None:
        areas = {area.pcode: area for area in Area.objects.filter(pcode__in=ARABIC)}
        AreaName.objects.bulk_create(
            [AreaName(area=areas[code], text=name, language="ar") for code, name in ARABIC.items()],
            ignore_conflicts=True,
        )

    def _programme(self) -> Programme:
        programme = Programme(
            code="LAC-2026",
            title="Planification communautaire au Lac",
            country=Area.objects.get(pcode="TCD"),
            donors="Demonstration donor",
            starts_on=date(2026, 1, 1),
            ends_on=date(2028, 12, 31),
            currency="XAF",
            languages=["fr", "ar", "en"],
            safe_contact="Ligne verte (démonstration) : 0800 00 00 00, gratuite et confidentielle.",
        )
        return create_programme(programme, by=None)

    def _people(self, programme: Programme) -> None:
        lac = Area.objects.get(pcode="TCD07")
        reach: dict[Role, dict[str, Any]] = {
            Role.ADMINISTRATOR: {},
            Role.MANAGER: {"programme": programme},
            Role.PLANNER: {"area": lac, "is_endorser": True},
            Role.FACILITATOR: {"programme": programme, "area": lac},
            Role.PARTNER: {"programme": programme, "area": lac},
            Role.AUDITOR: {"programme": programme},
        }
        for email, role in DEMO_PEOPLE:
            name, language = NAMES[role]
            user = User.objects.create_user(
                email, DEMO_PASSWORD, name=name, language=language, time_zone="Africa/Ndjamena"
            )
            Assignment.objects.create(user=user, role=role, **reach[role])
