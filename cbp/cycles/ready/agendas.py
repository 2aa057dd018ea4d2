"""The usual agenda of each kind of session. Its minutes are a proposal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from cbp.core.choices import SessionKind

WELCOME = gettext_noop("Welcome, and why we meet")
SAFE = gettext_noop("What becomes of what is said, and whom to call about abuse")
HOW = gettext_noop("How planning together goes, what it can bring and what it cannot")
QUESTIONS = gettext_noop("Questions and worries")
DECIDES = gettext_noop("What the meeting decides")
AGREED = gettext_noop("What we agreed, and when we meet next")

# Minutes and point. Pauses and prayers are added on the spot.
AGENDAS: Mapping[SessionKind, tuple[tuple[int, str], ...]] = {
    SessionKind.INFORMATION: (
        (15, WELCOME), (30, HOW), (20, gettext_noop("Who lives here, and who is easily left out")), (45, QUESTIONS),
        (10, SAFE), (10, AGREED),
    ),
    SessionKind.TRAINING: (
        (30, WELCOME), (60, HOW), (90, gettext_noop("Leading a talk so that quiet people speak too")),
        (120, gettext_noop("Trying out the tools, in turns")),
        (60, gettext_noop("Records: numbers, words, and photographs with consent")), (30, AGREED),
    ),
    SessionKind.DIALOGUE: (
        (15, WELCOME), (15, gettext_noop("Rules of the talk, proposed by those who take part")),
        (60, gettext_noop("Each side tells how it sees the matter")),
        (45, gettext_noop("What everybody can live with")), (15, AGREED),
    ),
    SessionKind.ASSEMBLY: (
        (15, WELCOME), (20, gettext_noop("What was done since the last meeting")),
        (60, gettext_noop("Talks in small groups, then all together")), (30, DECIDES), (10, SAFE), (10, AGREED),
    ),
    SessionKind.FOCUS_GROUP: (
        (15, WELCOME), (10, SAFE), (40, gettext_noop("What has changed here, and how people cope")),
        (45, gettext_noop("The tool of the day, done by those who take part")),
        (20, gettext_noop("What matters most to this group")), (10, AGREED),
    ),
    SessionKind.KEY_INFORMANTS: (
        (10, WELCOME), (10, SAFE), (40, gettext_noop("The questions of the guide")),
        (15, gettext_noop("Where the figures come from, and how sure they are")), (5, AGREED),
    ),
    SessionKind.MAPPING: (
        (15, WELCOME), (10, SAFE), (45, gettext_noop("The map, drawn by those who take part")),
        (45, gettext_noop("A walk through the place")),
        (30, gettext_noop("What the map shows, and what is missing on it")), (10, AGREED),
    ),
    SessionKind.PRIORITISATION: (
        (15, WELCOME), (20, gettext_noop("The needs, read one by one with their pictures")),
        (15, gettext_noop("How votes are given and counted")), (45, gettext_noop("The votes of each group")),
        (30, gettext_noop("The results side by side")), (10, AGREED),
    ),
    SessionKind.VALIDATION: (
        (15, WELCOME), (45, gettext_noop("The draft, read part by part")),
        (40, gettext_noop("Corrections, written down at once")), (20, DECIDES), (10, AGREED),
    ),
    SessionKind.FEEDBACK: (
        (15, WELCOME), (30, gettext_noop("What became of what people asked for, and why")), (45, QUESTIONS),
        (10, SAFE), (10, AGREED),
    ),
    SessionKind.LAUNCH: (
        (15, WELCOME), (20, gettext_noop("The plan in short, told by people of the community")),
        (30, gettext_noop("What each partner promises, in public")),
        (20, gettext_noop("Signing and handing over")), (35, gettext_noop("Celebration")),
    ),
    SessionKind.REVIEW: (
        (15, WELCOME), (30, gettext_noop("What was promised, and what was done")),
        (45, gettext_noop("Who gained, who did not, and why")), (30, gettext_noop("What begins the next cycle")),
        (10, AGREED),
    ),
    SessionKind.FORUM: (
        (15, WELCOME), (60, gettext_noop("Each community presents its proposal")), (30, QUESTIONS),
        (45, gettext_noop("Ranking by the criteria that were agreed")), (10, AGREED),
    ),
}  # fmt: skip


def agenda_for(kind: str, language: str) -> str:
    """The usual agenda of that kind of session, one point on each line with its minutes; empty for an unknown kind."""
    points = AGENDAS.get(SessionKind(kind), ()) if kind in SessionKind.values else ()
    with translation.override(language):
        return "\n".join(f"{minutes} {gettext(point)}" for minutes, point in points)
