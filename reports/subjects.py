"""The subject of a paper by what a person types at a terminal. Refusals in English, as commands speak."""

from typing import TypeVar

from django.db import models

from cbp.core.models import Area, Programme
from cbp.core.refusals import Refused
from cbp.plans.models import Plan
from cbp.workshops.models import Session
from profiling.models import Profile

MOST_DIGITS = 18
T = TypeVar("T", bound=models.Model)


def _numbered(rows: models.QuerySet[T], words: str) -> T | None:
    """The row of that number, as it stands in the address of its page."""
    return rows.filter(pk=int(words)).first() if words.isdecimal() and len(words) < MOST_DIGITS else None


def _known(found: T | None, refusal: str) -> T:
    if found is None:
        raise Refused(refusal)
    return found


def find_area(words: str) -> Area:
    """The area meant by a P-code, by `level:P-code` where several levels share a code, or by a row's number."""
    level, _colon, pcode = words.rpartition(":")
    found = Area.objects.filter(pcode__iexact=pcode).order_by("country", "level", "pk")
    if level:
        found = found.filter(level=int(level)) if level.isdecimal() and len(level) < 3 else found.none()
    areas = list(found[:5])
    if not areas and not level and (area := _numbered(Area.objects.all(), pcode)):
        areas = [area]
    if not areas:
        raise Refused(f"No place has the P-code {words}.")
    if len(areas) > 1:
        choices = ", ".join(f"{area.level}:{area.pcode} in {area.country} (row {area.pk})" for area in areas)
        raise Refused(f"Several places have the P-code {words}. Say which: {choices}.")
    return areas[0]


def find_plan(words: str) -> Plan:
    plans = Plan.objects.select_related("cycle__community__area")
    return _known(_numbered(plans, words), f"No plan has the number {words}.")


def find_session(words: str) -> Session:
    sessions = Session.objects.select_related("cycle__programme", "cycle__community__area")
    return _known(_numbered(sessions, words), f"No session has the number {words}.")


def find_profile(words: str) -> Profile:
    profiles = Profile.objects.select_related("community__area", "programme")
    return _known(_numbered(profiles, words), f"No profile has the number {words}.")


def find_programme(words: str) -> Programme:
    """By its code, or by its row's number."""
    found = Programme.objects.filter(code__iexact=words).first() or _numbered(Programme.objects.all(), words)
    return _known(found, f"No programme has the code {words}.")
