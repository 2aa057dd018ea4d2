"""What a record still lacks, what does not add up in it, and how the sessions of a cycle stand before a gate.

A warning shows its arithmetic and blocks nothing. (domain 11.3)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cbp.core.choices import ParticipantGroup, SessionKind, Sex
from cbp.core.groups import group_labels
from cbp.core.listing import listed
from cbp.core.models import Event, InclusionRule, RuleKind, Verb
from cbp.core.templatetags.figures import in_text
from cbp.cycles.gates import Standing
from cbp.cycles.models import Cycle
from cbp.workshops.models import ProfileConfirmation, Session, SessionPhoto, ToolRecord
from cbp.workshops.participation import participation
from cbp.workshops.phases import HELD
from cbp.workshops.reading.attendance import Attendance, attendance_of, band_label, bands_of
from cbp.workshops.reading.population import living_in

# What a change names that wrote in the record.
RECORDED = (*Session.RECORD_TEXTS, "institutions", "communities")
# So long a training of facilitators counts, from one cycle to the next.
TRAINED_FOR_DAYS = 731


@dataclass(frozen=True)
class Missing:
    """Something that a record needs, in a sentence, and where it is entered."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Warning:
    """Something that does not add up; `is_note` where it is only incomplete."""

    code: str
    sentence: str
    is_note: bool = False


# --- before recording -------------------------------------------------------------------------------------------------
def is_ahead(day: datetime.date | None) -> bool:
    """A day that has not come yet; one day of grace, because clocks and time zones differ."""
    return day is not None and day > timezone.now().date() + datetime.timedelta(days=1)


def missing_to_record(session: Session) -> list[Missing]:
    plan, edit, attendance = (
        reverse(f"workshops:session-{name}", args=[session.pk]) for name in ("plan", "edit", "attendance")
    )
    found = []
    if not session.held_on:
        found.append(Missing(_("The date of the session is missing."), plan))
    elif is_ahead(session.held_on):
        found.append(Missing(_("The date lies in the future. Enter the day on which the session was held."), plan))
    if not session.group:
        found.append(Missing(_("Whose meeting it was is missing."), plan))
    if session.attendance_stated is None and not session.attendance.filter(group="").exists():
        found.append(Missing(_("The attendance is missing: the cells, or at least the total at the door."), attendance))
    if not session.summary.strip() and not session.decisions.strip():
        found.append(Missing(_("The main points and the decisions are missing: write at least one of them."), edit))
    return found


def has_a_hand(session: Session, person_id: int) -> bool:
    """Has this person recorded the session, even once, or written attendance, words, tools or pictures into it?"""
    this = Session.objects.filter(pk=session.pk)
    return session.recorded_by_id == person_id or not without_hand_of(this, person_id).exists()


def without_hand_of(sessions: QuerySet[Session], person_id: int) -> QuerySet[Session]:
    """Those in whose records this person did not write, and which this person never recorded."""
    entered = Q(verb__in=[Verb.SESSION_ATTENDANCE, Verb.ACTION_AGREED, Verb.SESSION_TOOL])  # a restricted tool
    entered |= Q(verb=Verb.SESSION_CHANGED, after__has_any_keys=list(RECORDED))
    entered |= Q(verb=Verb.SESSION_PLANNED, after__state="draft")  # planned with its words, in one go
    entered |= Q(verb=Verb.SESSION_MOVED, after__state="recorded")
    showed = Q(verb=Verb.PHOTO_ADDED) | Q(verb=Verb.PHOTO_CHANGED, after__has_any_keys=["caption", "transcription"])
    mine = Event.objects.filter(by_id=person_id)
    of_session = mine.filter(entered, thing_type="workshops.session", thing_id=OuterRef("pk"))
    of_tool = mine.filter(verb=Verb.SESSION_TOOL, thing_type="workshops.toolrecord", thing_id=OuterRef("pk"))
    of_photo = mine.filter(showed, thing_type="workshops.sessionphoto", thing_id=OuterRef("pk"))
    tools = ToolRecord.objects.filter(Exists(of_tool), session=OuterRef("pk"))
    photos = SessionPhoto.objects.filter(Exists(of_photo), session=OuterRef("pk"))
    return sessions.exclude(recorded_by=person_id).exclude(Exists(of_session) | Exists(tools) | Exists(photos))


# --- what does not add up ---------------------------------------------------------------------------------------------
def warnings_of(session: Session) -> list[Warning]:
    attendance = attendance_of(session)
    found = [*_sums(session, attendance), *_of_whom(session, attendance), *_beside(session, attendance)]
    return [*found, *_population(session, attendance), *_share(session, attendance)]


def _sums(session: Session, attendance: Attendance) -> Iterator[Warning]:
    counted, stated = attendance.counted, attendance.stated
    if counted is None or stated is None or counted == stated:
        return
    values = {"counted": counted, "stated": stated, "difference": abs(counted - stated)}
    if counted > stated:
        yield Warning(
            "sum",
            _("The cells add up to %(counted)s, but %(stated)s were counted at the door: %(difference)s too many.")
            % _in_figures(values),
        )
    elif attendance.is_complete(bands_of(session)):
        yield Warning(
            "sum",
            _("The cells add up to %(counted)s, but %(stated)s were counted at the door: %(difference)s are missing.")
            % _in_figures(values),
        )
    else:
        yield Warning(
            "incomplete",
            _(
                "%(stated)s were counted at the door and the cells add up to %(counted)s. Some cells are empty: of"
                " %(difference)s people sex and age are not known."
            )
            % _in_figures(values),
            is_note=True,
        )


def _of_whom(session: Session, attendance: Attendance) -> Iterator[Warning]:
    labels = group_labels(session.cycle.programme) if attendance.of_whom else {}
    for code in dict.fromkeys(code for code, _sex in attendance.of_whom):
        people = attendance.of_group(code)
        values = {"group": labels.get(code, code), "people": people, "total": attendance.total}
        if people is not None and attendance.total is not None and people > attendance.total:
            sentence = _("%(group)s: %(people)s were counted, but only %(total)s people were in the session.")
            yield Warning(f"of-whom:{code}", sentence % _in_figures(values))
    for (code, sex), people in attendance.of_whom.items():
        total = attendance.of_sex(sex)
        if total is not None and people > total:
            values = {"group": labels.get(code, code), "sex": str(Sex(sex).label), "people": people, "total": total}
            sentence = _("%(group)s, %(sex)s: %(people)s, but only %(total)s of that sex were in the session.")
            yield Warning(f"of-whom:{code}:{sex}", sentence % _in_figures(values))
    yield from _of_whom_by_age(session, attendance, labels)


def _of_whom_by_age(session: Session, attendance: Attendance, labels: Mapping[str, str]) -> Iterator[Warning]:
    """A cell of a group above the same cell of everybody."""
    ages = {band[0]: band_label(band) for band in bands_of(session)} if attendance.by_age else {}
    for (code, sex, lower), people in attendance.by_age.items():
        total = attendance.cells.get((sex, lower))
        if total is not None and people > total:
            values = {
                "group": labels.get(code, code), "sex": str(Sex(sex).label), "age": ages[lower], "people": people,
                "total": total,
            }  # fmt: skip
            sentence = _("%(group)s, %(sex)s, %(age)s: %(people)s, but only %(total)s of that age were in the session.")
            yield Warning(f"of-whom:{code}:{sex}:{lower}", sentence % _in_figures(values))


def _beside(session: Session, attendance: Attendance) -> Iterator[Warning]:
    total = attendance.total
    if total is None:
        return
    for code, people, sentence in (
        ("households", session.households_present, _("%(people)s households were present, but only %(total)s people.")),
        ("left-early", session.left_early, _("%(people)s people left early, but only %(total)s were in the session.")),
    ):
        if people is not None and people > total:
            yield Warning(code, sentence % _in_figures({"people": people, "total": total}))


def _population(session: Session, attendance: Attendance) -> Iterator[Warning]:
    """Against the validated profile; in a cluster against those of all its communities, where each says how many."""
    if attendance.total is None:
        return
    living = living_in(session.cycle, validated=True)
    persons = living.of(session.group)
    if persons is None or attendance.total <= persons:
        return
    if len(living.communities) > 1:
        sentence = _(
            "%(total)s people were in the session, but the validated profiles of the cluster count only %(persons)s of"
            " them."
        )
    else:
        sentence = _("%(total)s people were in the session, but the validated profile counts only %(persons)s of them.")
    yield Warning("population", sentence % _in_figures({"total": attendance.total, "persons": persons}))


def _share(session: Session, attendance: Attendance) -> Iterator[Warning]:
    """In a mixed session: fewer women than the programme's own rule asks for. Without such a rule, no warning."""
    both = attendance.women_and_men
    if session.group != ParticipantGroup.MIXED or both is None or not sum(both):
        return
    rules = InclusionRule.objects.filter(programme=session.cycle.programme_id)
    rule = rules.filter(kind=RuleKind.SHARE, group=ParticipantGroup.WOMEN).first()
    women, men = both
    if rule and women * 100 < rule.minimum * (women + men):
        sentence = _(
            "%(women)s women among %(all)s women and men are %(share)s in a hundred. The programme asks for at least"
            " %(few)s."
        )
        share = women * 100 // (women + men)
        values = {"women": women, "all": women + men, "share": share, "few": rule.minimum}
        yield Warning("few-women", sentence % _in_figures(values))


def _in_figures(values: Mapping[str, object]) -> dict[str, object]:
    return {name: in_text(value) if isinstance(value, int) else value for name, value in values.items()}


# --- the gates --------------------------------------------------------------------------------------------------------
def facilitators_trained(cycle: Cycle) -> Standing:
    """A training that was held in this cycle, or in an earlier one of the community in the programme, not long ago."""
    earliest = (cycle.starts_on or timezone.localdate()) - datetime.timedelta(days=TRAINED_FOR_DAYS)
    lately = Q(cycle__community=cycle.community_id, cycle__programme=cycle.programme_id, held_on__gte=earliest)
    trainings = Session.objects.held().filter(Q(cycle=cycle) | lately, kind=SessionKind.TRAINING, held_on__isnull=False)
    last = trainings.order_by("-held_on", "-pk").first()
    if last is None or last.held_on is None:
        url = reverse("workshops:session-new", args=[cycle.pk])
        return Standing(False, _("No training of facilitators is recorded yet, nor one of the last two years."), url)
    day = formats.date_format(last.held_on, "DATE_FORMAT")
    sentence = _("The facilitators were trained in the session of %(day)s.") % {"day": day}
    return Standing(True, sentence, last.get_absolute_url())


def profile_confirmed(cycle: Cycle) -> Standing:
    """The community saw its profile in a session of this cycle, and said yes."""
    url = reverse("workshops:session-list", args=[cycle.pk])
    confirmed = ProfileConfirmation.objects.filter(session__cycle=cycle, session__state__in=HELD)
    last = confirmed.select_related("session", "profile").order_by("-session__held_on", "-pk").first()
    if last is None:
        return Standing(False, _("No session of this cycle has confirmed the profile of the community yet."), url)
    day = formats.date_format(last.session.held_on or last.at, "DATE_FORMAT")
    values = {"number": last.profile.number, "day": day}
    sentence = _("Version %(number)s of the profile was confirmed in the session of %(day)s.") % values
    return Standing(True, sentence, last.session.get_absolute_url())


def groups_heard(cycle: Cycle) -> Standing:
    """Nobody whom the profile counts is missing. Youth, which no profile counts, is a warning and holds nothing up."""
    url = reverse("workshops:participation", args=[cycle.pk])
    found = participation(cycle)
    missing = [row.label for row in found.rows if row.is_missing and row.is_of_profile]
    if found.profile is None:
        return Standing(False, _("There is no profile yet against which participation can be held."), url)
    if missing:
        return Standing(False, _("Not heard yet: %(groups)s.") % {"groups": listed(missing)}, url)
    return Standing(True, _("Every group that the profile counts took part."), url)
