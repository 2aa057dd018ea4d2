"""The community action plan as a paper: what it shows of its snapshot, in the active language. Pure: no clock, no rows.

The snapshot is made by `cbp.plans.snapshots`; that of an endorsed edition is the one that was frozen with it.
"""

from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.plan_paper import cover, items, people, priorities
from reports.plan_paper.wording import told, untranslated

__all__ = ["context", "outline", "pages", "table", "untranslated"]

Row = dict[str, Any]


def context(snapshot: Row) -> Row:
    return {
        **cover.front(snapshot),
        **cover.signing(snapshot),
        **people.meetings(snapshot),
        **people.profile(snapshot),
        **priorities.needs(snapshot),
        **priorities.ranking(snapshot),
        **items.items(snapshot),
        "remarks": snapshot["remarks"],
        "threshold": snapshot["programme"]["threshold"],
        "contact_lines": [line for line in snapshot["programme"]["safe_contact"].splitlines() if line.strip()],
    }


# --- the data behind the paper ----------------------------------------------------------------------------------------
HEADER = (
    "what", "item", "title", "language", "track", "sector", "needs", "groups", "responsible", "partner", "starts_on",
    "ends_on", "label", "organisation", "quantity", "unit", "unit_cost", "status", "amount", "funded", "gap",
    "surplus", "currency",
)  # fmt: skip


def table(snapshot: Row) -> list[list[object]]:
    """Each item with its cost, its money and its gap, and every line of both; headed by name, codes as they are."""
    currency, money = snapshot["programme"]["currency"], snapshot["money"]
    rows = [row for item in snapshot["items"] for row in _rows_of(item)]
    rows.append({"what": "total", "amount": money["cost"], **{key: money[key] for key in ("funded", "gap", "surplus")}})
    return [list(HEADER), *([{**row, "currency": currency}.get(key) for key in HEADER] for row in rows)]


def _rows_of(item: Row) -> list[Row]:
    title, responsible = told(item["texts"], "title"), told(item["texts"], "responsible")
    begins = {
        **{key: item[key] for key in ("track", "sector", "partner", "starts_on", "ends_on")},
        "item": item["number"],
        "title": str(title or ""),
        "language": title.language if title else "",
        "needs": " ".join(map(str, item["needs"])),
        "groups": " ".join(item["groups"]),
        "responsible": str(responsible or ""),
    }
    sums = {key: item[key] for key in ("funded", "gap", "surplus", "quantity", "unit")}
    costs = [
        {
            "label": line["label"],
            "amount": line["total"],
            **{key: line[key] for key in ("quantity", "unit", "unit_cost")},
        }
        for line in item["costs"]
    ]
    fundings = [
        {"label": line["kind"], **{key: line[key] for key in ("organisation", "status", "amount")}}
        for line in item["fundings"]
    ]
    return [
        {**begins, "what": "item", "amount": item["cost"], **sums},
        *({**begins, "what": "cost", **line} for line in costs),
        *({**begins, "what": "funding", **line} for line in fundings),
    ]


# --- before it is made ------------------------------------------------------------------------------------------------
def outline(snapshot: Row) -> list[Row]:
    """The parts of the paper, with what each would hold; a part without data says so."""
    sessions, needs, items_ = len(snapshot["meetings"]["sessions"]), len(snapshot["needs"]), len(snapshot["items"])
    ranking = snapshot["ranking"]
    lines = len(snapshot["signatures"])
    options = len(ranking["options"]) if ranking else 0
    return [
        {"label": _("Cover with the cycle rail"), "value": _("always there"), "empty": False},
        {
            "label": _("Page to sign"),
            "value": ngettext("%(count)s line", "%(count)s lines", lines) % {"count": lines},
            "empty": False,
        },
        {
            "label": _("Sessions, and who took part"),
            "value": ngettext("%(count)s session", "%(count)s sessions", sessions) % {"count": sessions},
            "empty": not sessions,
        },
        {"label": _("Digest of the profile"), "value": "", "empty": snapshot["profile"] is None},
        {
            "label": _("Register of needs"),
            "value": ngettext("%(count)s need", "%(count)s needs", needs) % {"count": needs},
            "empty": not needs,
        },
        {
            "label": _("Priorities of the groups side by side"),
            "value": ngettext("%(count)s option", "%(count)s options", options) % {"count": options},
            "empty": ranking is None,
        },
        {
            "label": _("What is to be done, by quarter, with cost and gap"),
            "value": ngettext("%(count)s item", "%(count)s items", items_) % {"count": items_},
            "empty": not items_,
        },
        {"label": _("Remarks of the authority"), "value": "", "empty": not snapshot["remarks"]},
    ]


def pages(snapshot: Row) -> int:
    """About how many pages it will have: cover, page to sign and notes, then what its tables and sheets take."""
    profile, ranking = snapshot["profile"] or {}, snapshot["ranking"] or {}
    rows = len(snapshot["meetings"]["sessions"]) + len(snapshot["meetings"]["participation"]["rows"])
    rows += sum(len(profile.get(part, [])) for part in ("population", "services", "factors", "hazards", "sources"))
    rows += 3 * len(snapshot["needs"]) + 5 * len(ranking.get("options", [])) + 3 * len(snapshot["items"])
    rows += sum(9 + len(item["costs"]) + len(item["fundings"]) for item in snapshot["items"])
    return 4 + ceil((rows + len(snapshot["remarks"]) * 3) / 25)
