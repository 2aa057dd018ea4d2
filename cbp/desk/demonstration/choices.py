"""The register of needs, and the ranking by groups."""

from __future__ import annotations

from decimal import Decimal

from cbp.desk.demonstration.books import Entry, book, plain, said, translated
from cbp.desk.demonstration.stage import Place
from cbp.priorities.actions.needs import move_need, raise_need
from cbp.priorities.actions.rankings import close_ranking, enter_votes, open_ranking, set_up_ranking
from cbp.priorities.models import Need, Ranking
from cbp.priorities.phases import NeedState

REGISTERED = ("sector", "severity", "people_affected", "known_by")
RULES = ("votes_each", "most_on_one", "rule", "top")


def raise_needs(place: Place) -> None:
    """All of the register; what does not go on is merged or referred, with the word why."""
    by = place.people.facilitator
    entries = book(place.name, "needs")["need"]
    for entry in entries:
        need = Need(cycle=place.cycle, **plain(entry, *REGISTERED), **said(Need, entry))
        voices = [(group, place.sessions[session]) for group, session in entry["voices"]]
        place.needs[entry["key"]] = raise_need(need, voices=list(voices), by=by)
        translated(need, entry, by=by)
    for entry in entries:
        if "move" in entry:
            _move(place, entry)


def _move(place: Place, entry: Entry) -> None:
    move = entry["move"]
    into = place.needs[move["into"]] if "into" in move else None
    need = place.needs[entry["key"]]
    move_need(need, to=NeedState(move["to"]), reason=move["reason"], into=into, by=place.people.facilitator)


def rank(place: Place) -> Ranking:
    """Set up, opened, the votes that came in; closed where every group has voted and the assembly agreed."""
    entry, by = book(place.name, "ranking")["ranking"], place.people.facilitator
    ranking = Ranking(cycle=place.cycle, **plain(entry, *RULES), **said(Ranking, entry))
    ranking.budget = Decimal(entry["budget"])
    ranking.session = place.sessions.get(entry.get("session", ""))
    options = [(place.needs[key], Decimal(cost)) for key, cost in entry["options"]]
    groups = [(group["group"], place.sessions[group["session"]]) for group in entry["group"]]
    set_up_ranking(ranking, options=list(options), groups=list(groups), by=by)
    open_ranking(ranking, by=by)
    for group in entry["group"]:
        if "votes" in group:
            _vote(place, ranking, group)
    if not entry.get("open"):
        _close(place, ranking, entry)
    ranking.refresh_from_db()
    translated(ranking, entry, by=by)
    place.ranking = ranking
    return ranking


def _vote(place: Place, ranking: Ranking, entry: Entry) -> None:
    group = ranking.groups.get(group=entry["group"])
    options = ranking.options.order_by("position").values_list("pk", flat=True)
    votes: dict[int, int | None] = dict(zip(options, entry["votes"], strict=True))
    enter_votes(
        group, voters=entry["voters"], invalid=entry["invalid"], votes=votes, expected=group.version,
        by=place.people.facilitator,
    )  # fmt: skip


def _close(place: Place, ranking: Ranking, entry: Entry) -> None:
    by_need = dict(ranking.options.values_list("need_id", "pk"))
    final = [by_need[place.needs[key].pk] for key in entry["final"]] if "final" in entry else None
    close_ranking(ranking, final_order=final, reason=entry.get("reason", ""), by=place.people.facilitator)
