"""The subject of a paper by what a person types at a terminal. Refusals in English, as commands speak."""

from cbp.core.models import Area, Programme
from cbp.core.refusals import Refused
from cbp.plans.models import Plan
from profiling.models import Profile

MOST_DIGITS = 18


def find_area(words: str) -> Area:
    """The area meant by a P-code, by `level:P-code` where several levels share a code, or by a row's number."""
    level, _colon, pcode = words.rpartition(":")
    found = Area.objects.filter(pcode__iexact=pcode).order_by("country", "level", "pk")
    if level:
        found = found.filter(level=int(level)) if level.isdecimal() and len(level) < 3 else found.none()
    areas = list(found[:5])
    if not areas and not level and pcode.isdecimal() and len(pcode) < MOST_DIGITS:
        areas = list(Area.objects.filter(pk=int(pcode)))
    if not areas:
        raise Refused(f"No place has the P-code {words}.")
    if len(areas) > 1:
        choices = ", ".join(f"{area.level}:{area.pcode} in {area.country} (row {area.pk})" for area in areas)
        raise Refused(f"Several places have the P-code {words}. Say which: {choices}.")
    return areas[0]


def find_plan(words: str) -> Plan:
    """The edition by its row's number, as it stands in the address of its page."""
    plan = None
    if words.isdecimal() and len(words) < MOST_DIGITS:
        plan = Plan.objects.select_related("cycle__community__area").filter(pk=int(words)).first()
    if plan is None:
        raise Refused(f"No plan has the number {words}.")
    return plan


def find_profile(words: str) -> Profile:
    """The version by its row's number, as it stands in the address of its page."""
    profile = None
    if words.isdecimal() and len(words) < MOST_DIGITS:
        profile = Profile.objects.select_related("community__area", "programme").filter(pk=int(words)).first()
    if profile is None:
        raise Refused(f"No profile has the number {words}.")
    return profile


def find_programme(words: str) -> Programme:
    """The programme by its code, or by its row's number."""
    programme = Programme.objects.filter(code__iexact=words).first()
    if programme is None and words.isdecimal() and len(words) < MOST_DIGITS:
        programme = Programme.objects.filter(pk=int(words)).first()
    if programme is None:
        raise Refused(f"No programme has the code {words}.")
    return programme
