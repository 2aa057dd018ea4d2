"""The way from a list to a page, as the page shows it above its heading."""

from __future__ import annotations

from typing import Any, Protocol

Step = tuple[object, str]
Way = list[dict[str, object]]


class Walked(Protocol):
    """A thing with a page, and the steps above that page (label, address). A new one has no `pk` and no page yet."""

    @property
    def pk(self) -> Any: ...

    def crumbs(self) -> list[Step]: ...

    def get_absolute_url(self) -> str: ...


def way(*steps: Step | str) -> Way:
    """For components/breadcrumbs.html. A step without an address is a label alone; the last one is the page itself."""
    pairs = [step if isinstance(step, tuple) else (step, "") for step in steps]
    return [{"label": label, "url": url} for label, url in [*pairs[:-1], (pairs[-1][0], "")]]


def way_to(thing: Walked, *below: Step | str) -> Way:
    """To the thing's own page, or through it to a page below; past a new thing, which has no page of its own yet."""
    own = [(thing, thing.get_absolute_url())] if thing.pk else []
    return way(*thing.crumbs(), *own, *below)
