"""What was agreed in a meeting to be done afterwards, and what came of it; and who came from where."""

from __future__ import annotations

from cbp.accounts.models import User
from cbp.desk.demonstration.books import Entry, original, said, translated
from cbp.desk.demonstration.stage import Place
from cbp.workshops.actions.came import save_came
from cbp.workshops.actions.points import change_point, save_points
from cbp.workshops.models import ActionPoint, Session, SessionInstitution


def note_who_came(session: Session, entry: Entry, by: User) -> None:
    institutions = [SessionInstitution(name=name, people=people) for name, people in entry.get("institutions", ())]
    if institutions:
        save_came(session, institutions=institutions, communities=[], expected=session.version, by=by)


def agree(place: Place, session: Session, entry: Entry, by: User) -> None:
    points = [_point(place, entry, action) for action in entry.get("actions", ())]
    if points:
        save_points(session, points, by=by)


def _point(place: Place, entry: Entry, action: Entry) -> ActionPoint:
    user = getattr(place.people, action["user"]) if "user" in action else None
    text = action[original(entry)]["text"]
    return ActionPoint(text=text, responsible=action.get("responsible", ""), due_on=action.get("until"), user=user)


def follow(session: Session, entry: Entry, by: User) -> None:
    """Done with what came of it, also after the record is verified; then in the other languages."""
    for point, action in zip(session.action_points.order_by("pk"), entry.get("actions", ()), strict=True):
        words = {**action, "original": original(entry)}
        if "done" in action:
            point.done_on, point.outcome = action["done"], said(ActionPoint, words).get("outcome", "")
            change_point(point, fields=["done_on", "outcome"], expected=point.version, by=by)
        translated(point, words, by=by)
