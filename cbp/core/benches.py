"""Measurements of the application: each app names its own in a module `benches`, and the command `bench` runs one.

A bench makes its data, measures and returns figures: {name: number}. It runs on a throw-away database.
"""

from collections.abc import Callable, Mapping

from django.utils.module_loading import autodiscover_modules

Figures = Mapping[str, float | int | bool | str]
BENCHES: dict[str, Callable[[], Figures]] = {}


def register(name: str, bench: Callable[[], Figures]) -> None:
    BENCHES[name] = bench


def known() -> dict[str, Callable[[], Figures]]:
    autodiscover_modules("benches")
    return BENCHES
