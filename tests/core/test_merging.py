"""When two records become one: every relation of what can be merged has its policy, and the docs tell the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from cbp.core import merging
from cbp.core.merging import Policy

MARKS = ("<!-- merging -->", "<!-- /merging -->")


def drawn() -> str:
    """The table of the docs, out of the registry."""
    lines = []
    with translation.override("en"):
        for target in merging.mergeable():
            lines += ["", f"| relation to {target} | policy | what becomes of it |", "| --- | --- | --- |"]
            lines += [f"| {' | '.join(row)} |" for row in merging.listing(target)]
    return "\n".join([*lines[1:], ""])


@pytest.mark.parametrize("target", merging.mergeable())
def test_every_relation_has_its_policy_and_no_policy_is_without_a_relation(target):
    assert {rule.relation for rule in merging.rules_of(target)} == set(merging.relations_of(target))


def test_a_community_and_its_parts_can_be_merged():
    assert merging.mergeable() == ["profiling.Community", "profiling.SubCommunity"]


def test_the_walk_meets_every_kind_of_relation():
    """A key of its own app, one from above, itself, and the side of a table between two things."""
    assert {
        "profiling.Profile.community", "cycles.Cycle.community", "profiling.Community.merged_into",
        "profiling.Community_programmes.community",
    } <= set(merging.relations_of("profiling.Community"))  # fmt: skip
    assert "accounts.Membership" not in merging.relations_of("profiling.Community")
    assert "partners.Organisation_areas.area" in merging.relations_of("core.Area")


def test_a_relation_without_a_policy_is_found(monkeypatch):
    rules = [rule for rule in merging.rules_of("profiling.Community") if rule.relation != "cycles.Cycle.community"]
    monkeypatch.setattr(merging, "_RULES", {"profiling.Community": rules})
    told = {rule.relation for rule in merging.rules_of("profiling.Community")}
    assert set(merging.relations_of("profiling.Community")) - told == {"cycles.Cycle.community"}


def test_whoever_declares_a_relation_owns_it_or_what_it_points_at():
    for target in merging.mergeable():
        for rule in merging.rules_of(target):
            assert apps.get_model(rule.relation.rpartition(".")[0])._meta.get_field(rule.key)


def test_a_relation_is_declared_once_and_uniting_says_how(monkeypatch):
    monkeypatch.setattr(merging, "_RULES", {})
    merging.declare("core.Area", "core.Area.parent", Policy.MOVE, "Below", "They move.")
    with pytest.raises(RuntimeError, match="declared already"):
        merging.declare("core.Area", "core.Area.parent", Policy.STAY, "Below", "They stay.")
    with pytest.raises(RuntimeError, match="say how"):
        merging.declare("core.Area", "core.AreaName.area", Policy.UNITE, "Names", "United.")


def test_a_relation_that_stands_in_the_way_refuses_in_its_sentence(cast, monkeypatch):
    monkeypatch.setattr(merging, "_RULES", {})
    merging.declare("core.Area", "core.Area.parent", Policy.REFUSE, "Below", "Areas below stand in the way.")
    here = cast.here
    assert [one.sentence for one in merging.obstacles_to(here.neighbour, here.region, by=cast.manager)] == [
        "Areas below stand in the way."
    ]
    assert merging.obstacles_to(here.region, here.neighbour, by=cast.manager) == []


def test_the_docs_show_the_same_table():
    text = Path(settings.BASE_DIR / "docs" / "architecture.md").read_text()
    assert text[text.index(MARKS[0]) + len(MARKS[0]) : text.index(MARKS[1])].strip() == drawn().strip()
