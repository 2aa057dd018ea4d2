"""Loads the demonstration: published places and figures of Chad, and an invented programme told to its end."""

from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import translation

from cbp.accounts.context import DEMO_PASSWORD, DEMO_PEOPLE
from cbp.accounts.models import Assignment, User
from cbp.core import actions
from cbp.core.actions.displacement import load_displacement
from cbp.core.actions.places import load_places
from cbp.core.actions.programmes import create_programme
from cbp.core.models import Area, AreaName, Programme
from cbp.desk.demonstration.stage import People, Stage
from cbp.desk.demonstration.story import tell

DATA = Path(actions.__file__).parent.parent / "data"
NAMES = {
    "admin": "Amina Saleh",
    "manager": "Claire Dupont",
    "facilitator": "Zara Mahamat",
    "field": "حليمة يوسف",
    "planner": "Moussa Abakar",
    "endorser": "Achta Brahim",
    "partner": "Lucía Ortega",
    "auditor": "James Okello",
}
ARABIC = {
    "TCD07": "البحيرة", "TCD18": "نجامينا", "TCD14": "ودّاي", "TCD06": "كانم", "TCD01": "البطحاء",
    "TCD0701": "ممدي", "TCD0703": "كايا", "TCD0704": "فولي",
}  # fmt: skip


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
        programme = self._programme()
        people = self._people(programme)
        areas = {area.pcode: area for area in Area.objects.filter(path__contains="TCD07")}
        with translation.override("fr"):  # what the history keeps in words
            tell(Stage(programme, people, areas))
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
            title="Planification communautaire au Lac (démonstration)",
            country=Area.objects.get(pcode="TCD"),
            donors="Bailleur de démonstration (inventé)",
            starts_on=date(2026, 1, 1),
            ends_on=date(2029, 12, 31),
            currency="XAF",
            languages=["fr", "ar", "en", "es"],
            safe_contact="Ligne verte (démonstration) : 0800 00 00 00, gratuite et confidentielle.",
        )
        return create_programme(programme, by=None)

    def _people(self, programme: Programme) -> People:
        lac = Area.objects.get(pcode="TCD07")
        both = {"programme": programme, "area": lac}
        reach: dict[str, dict[str, Any]] = {
            "admin": {},
            "manager": {"programme": programme},
            "planner": {"area": lac},
            "endorser": {"area": lac},
            "facilitator": both,
            "field": both,
            "partner": both,
            "auditor": {"programme": programme},
        }
        made: dict[str, User] = {}
        password = make_password(DEMO_PASSWORD)  # one for all, made once: it is printed on the log-in page
        for email, role, language, duty in DEMO_PEOPLE:
            key = email.partition("@")[0]
            user = User.objects.create(
                email=email, password=password, name=NAMES[key], language=language, time_zone="Africa/Ndjamena"
            )
            duties = {f"is_{duty}": True} if duty else {}
            Assignment.objects.create(user=user, role=role, **reach[key], **duties)
            made[key] = user
        return People(**{key: made[key] for key in ("manager", "planner", "endorser", "facilitator", "field")})
