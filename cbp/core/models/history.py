"""History: what was done, by whom, before and after. Append-only, by trigger; no foreign keys."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cbp.core.models.areas import FormerPath
from cbp.core.reach import Grant, Person, any_of
from cbp.core.telling import label_of, lines_of


class Verb(models.TextChoices):
    """The list of everything that the system remembers."""

    AREA_LOADED = "area.loaded", _("loaded places")
    AREA_CREATED = "area.created", _("created the area")
    AREA_CHANGED = "area.changed", _("changed the area")
    PROGRAMME_CREATED = "programme.created", _("created the programme")
    PROGRAMME_CHANGED = "programme.changed", _("changed the programme")
    PROGRAMME_LISTS = "programme.lists", _("changed the age bands or groups of the programme")
    PROGRAMME_LOGO = "programme.logo", _("changed the emblem of the programme")
    DISPLACEMENT_LOADED = "displacement.loaded", _("loaded displacement figures")
    DISPLACEMENT_ENTERED = "displacement.entered", _("entered displacement figures")
    WORDS_TRANSLATED = "words.translated", _("translated")
    ORGANISATION_CREATED = "organisation.created", _("registered the organisation")
    ORGANISATION_CHANGED = "organisation.changed", _("changed the organisation")
    CONTACT_CHANGED = "organisation.contact", _("changed a contact of the organisation")
    ENGAGEMENT_ADDED = "engagement.added", _("noted an engagement with the organisation")
    ENGAGEMENT_ENDED = "engagement.ended", _("ended an engagement with the organisation")
    COMMUNITY_CREATED = "community.created", _("added the community")
    COMMUNITY_CHANGED = "community.changed", _("changed the community")
    COMMUNITY_ENROLLED = "community.enrolled", _("took the community into a programme")
    PROFILE_BEGUN = "profile.begun", _("began a version of the profile")
    PROFILE_FILLED = "profile.filled", _("filled a part of the profile")
    PROFILE_MOVED = "profile.moved", _("moved the profile on")
    PROFILE_EXPLAINED = "profile.explained", _("explained a warning of the profile")
    PROFILE_LAYOUT = "profile.layout", _("changed what the profiles of the programme ask")
    COMMUNITY_MERGED = "community.merged", _("merged another record into the community")
    SELECTION_CRITERIA = "selection.criteria", _("changed the criteria of selection")
    SELECTION_SCORED = "selection.scored", _("assessed the community for selection")
    SELECTION_MOVED = "selection.moved", _("moved the assessment of the community on")
    PROFILE_SHEET = "profile.sheet", _("applied a sheet of profiles")
    PROFILE_SHEET_UNDONE = "profile.sheet_undone", _("undid a sheet of profiles")
    CYCLE_STARTED = "cycle.started", _("started the planning cycle")
    CYCLE_CHANGED = "cycle.changed", _("changed the planning cycle")
    CYCLE_MOVED = "cycle.moved", _("moved the planning cycle")
    GATE_WAIVED = "gate.waived", _("waived a check of a gate")
    CYCLE_PARTNER_ADDED = "cycle.partner", _("tied a partner to the planning cycle")
    PROGRAMME_STEPS = "programme.steps", _("changed the steps of the programme")
    PROGRAMME_RULES = "programme.rules", _("changed the rules of inclusion of the programme")
    CYCLE_MEMBERS = "cycle.members", _("changed the communities of the cluster")
    CYCLE_STEPS = "cycle.steps", _("chose the steps of the planning cycle")
    RULE_EXPLAINED = "cycle.rule_reason", _("said why a rule of inclusion was not kept")
    MILESTONE_CHANGED = "milestone.changed", _("changed the work plan")
    BODY_FORMED = "body.formed", _("registered the body")
    BODY_CHANGED = "body.changed", _("changed the body")
    BODY_MEMBERS = "body.members", _("changed the named members of the body")
    SESSION_PLANNED = "session.planned", _("planned the session")
    SESSION_CHANGED = "session.changed", _("changed the session")
    SESSION_ATTENDANCE = "session.attendance", _("entered the attendance of the session")
    SESSION_TOOL = "session.tool", _("recorded a tool of the session")
    SESSION_MOVED = "session.moved", _("moved the session on")
    SESSION_AMENDED = "session.amended", _("amended the verified session")
    ACTION_AGREED = "action.agreed", _("noted an action point")
    ACTION_CHANGED = "action.changed", _("changed an action point")
    PHOTO_ADDED = "photo.added", _("added a picture or a recording")
    PHOTO_CHANGED = "photo.changed", _("changed a picture or a recording")
    PHOTO_REMOVED = "photo.removed", _("removed a picture or a recording")
    KIT_COMPOSED = "session.kit", _("composed the printable kit")
    PAGE_FILED = "page.filed", _("filed a page of the kit")
    CALENDAR_OPENED = "calendar.opened", _("made a calendar address")
    CALENDAR_CLOSED = "calendar.closed", _("withdrew a calendar address")
    PROFILE_CONFIRMED = "profile.confirmed", _("noted that the community confirmed its profile")
    NEED_RAISED = "need.raised", _("registered the need")
    NEED_CHANGED = "need.changed", _("changed the need")
    NEED_MOVED = "need.moved", _("decided on the need")
    RANKING_SET_UP = "ranking.set_up", _("set the ranking up")
    RANKING_CHANGED = "ranking.changed", _("changed the ranking")
    RANKING_OPENED = "ranking.opened", _("opened the ranking")
    RANKING_ENTERED = "ranking.entered", _("entered votes")
    RANKING_CLOSED = "ranking.closed", _("closed the ranking")
    RANKING_REOPENED = "ranking.reopened", _("reopened the ranking")
    PLAN_BEGUN = "plan.begun", _("began an edition of the plan")
    PLAN_CHANGED = "plan.changed", _("changed the plan")
    PLAN_ITEM_ADDED = "plan.item_added", _("added an item to the plan")
    PLAN_ITEM_CHANGED = "plan.item_changed", _("changed an item of the plan")
    PLAN_ITEM_REMOVED = "plan.item_removed", _("took an item out of the plan")
    PLAN_SIGNED = "plan.signed", _("recorded a signature under the plan")
    PLAN_VALIDATED = "plan.validated", _("recorded that the community validated the plan")
    PLAN_SUBMITTED = "plan.submitted", _("submitted the plan")
    PLAN_RETURNED = "plan.returned", _("returned the plan with remarks")
    PLAN_ANSWERED = "plan.answered", _("answered a remark on the plan")
    PLAN_ENDORSED = "plan.endorsed", _("endorsed the plan")
    PLAN_WITHDRAWN = "plan.withdrawn", _("withdrew the plan")
    SHEET_UPLOADED = "sheet.uploaded", _("uploaded a sheet")
    SHEET_DISCARDED = "sheet.discarded", _("discarded an uploaded sheet")
    LIST_EXPORTED = "list.exported", _("exported a list")
    REPORT_ASKED = "report.asked", _("asked for a paper")
    REPORT_CANCELLED = "report.cancelled", _("cancelled a paper")
    REPORT_DOWNLOADED = "report.downloaded", _("downloaded a paper")
    PERSON_INVITED = "person.invited", _("invited a person")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("withdrew an invitation")
    PERSON_JOINED = "person.joined", _("accepted an invitation")
    PERSON_CHANGED = "person.changed", _("changed own settings")
    ROLE_GIVEN = "role.given", _("gave a role")
    ROLE_ENDED = "role.ended", _("ended a role")
    SIGN_IN_CHANGED = "person.sign_in", _("changed password or second factor")
    PERSON_CLOSED = "person.closed", _("closed an account")
    PERSON_REOPENED = "person.reopened", _("reopened an account")
    PERSON_LOGGED_IN = "person.logged_in", _("logged in")
    LOG_IN_REFUSED = "person.refused", _("was refused at log-in")
    TRY_REFUSED = "try.refused", _("tried something and was refused")


class EventQuerySet(models.QuerySet["Event"]):
    def within(self, grants: list[Grant]) -> EventQuerySet:
        return self.filter(any_of(_events(grant) for grant in grants))

    def visible_to(self, person: Person) -> EventQuerySet:
        """One's own actions always; everything in reach for those who may read the history."""
        return self.filter(Q(by_id=person.pk) | any_of(_events(grant) for grant in person.grants("history.view")))

    def of(self, thing: models.Model) -> EventQuerySet:
        return self.filter(thing_type=thing._meta.label_lower, thing_id=thing.pk)

    def latest_first(self) -> EventQuerySet:
        return self.order_by("-at", "-pk")


def _events(grant: Grant) -> Q:
    """The lines of that programme and area, both where both are given; and those of places, which have no programme."""
    within = _under(grant.area_path) if grant.area_path else ~Q(pk__in=[])
    if not grant.programme_id:
        return within
    place = grant.area_path or grant.country_path or "/"
    return (Q(programme_id=grant.programme_id) & within) | (Q(programme_id=None) & _under(place))


def _under(path: str) -> Q:
    """The lines of an area and of what lies below it, also those from when it lay elsewhere or had another code."""
    began_with = models.Func(
        models.OuterRef("area_path"), models.F("path"), function="STARTS_WITH", output_field=models.BooleanField()
    )
    former = FormerPath.objects.filter(began_with, area__path__startswith=path)
    return Q(area_path__startswith=path) | Q(models.Exists(former))


# Names the row that a line tells of, “profiling.hazard:12”, for who decides whether a reader may know; never shown.
HANDLE = "row"


def handle_of(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


class Event(models.Model):
    """One line of history. It keeps an id and a label of everything, so that it outlives what it tells of."""

    at = models.DateTimeField(_("when"), db_default=models.functions.Now(), editable=False)
    verb = models.CharField(_("what"), max_length=30, choices=Verb.choices)
    thing_type = models.CharField(max_length=60, blank=True)
    thing_id = models.BigIntegerField(null=True)
    thing_label = models.CharField(_("of what"), max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(_("by whom"), max_length=200, blank=True)
    programme_id = models.BigIntegerField(null=True)
    area_path = models.CharField(max_length=120, blank=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("history")
        indexes: ClassVar = [
            models.Index(fields=["thing_type", "thing_id", "-at"], name="event_of_thing"),
            models.Index(fields=["-at", "-id"], name="event_latest"),
            models.Index(fields=["by_id", "-at"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.by_label} {self.get_verb_display()}: {self.thing_label}"

    @property
    def rows(self) -> list[tuple[str, list[str], list[str]]]:
        """Field by field, in the reader's words: (label, lines before, lines after). What stayed is left out."""
        before = self.before if isinstance(self.before, dict) else {"": self.before} if self.before is not None else {}
        after = self.after if isinstance(self.after, dict) else {"": self.after} if self.after is not None else {}
        told = []
        for name in {**before, **after}:
            if name == HANDLE:
                continue
            was, now = (lines_of(side.get(name), name, self.thing_type) for side in (before, after))
            if was != now:
                told.append((self._label(name), was, now))
        return told

    def _label(self, name: str) -> str:
        return label_of(name, self.thing_type)
