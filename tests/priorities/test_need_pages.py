"""The pages of needs: what they show, what they refuse, and how many queries they ask."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbp.priorities.models import Need, Ranking
from tests.chain import make_need, make_ranking, make_session
from tests.desk.test_saving import filled
from tests.priorities.browsing import fresh, text, url
from tests.priorities.things import worked


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# --- needs ------------------------------------------------------------------------------------------------------------
def test_a_need_is_raised_with_its_voices(cast, enter):
    cycle, session = cast.here.chain.cycle, cast.here.chain.session
    client, page = enter(cast.facilitator), url("need-new", cycle.pk)
    form = filled(client.get(page)) | {
        "title": "Women walk an hour", "voices": [f"women:{session.pk}", "idp:"], "people_affected": "١٢٬٥٠٠",
        "sector": "14031", "severity": "3",
    }  # fmt: skip
    first, second = client.post(page, form), client.post(page, form)
    need = Need.objects.get(title="Women walk an hour")
    assert (first.url, second.url) == (need.get_absolute_url(),) * 2
    assert (need.people_affected, need.severity) == (12500, 3)
    assert sorted(need.voices.values_list("group", "session")) == [("idp", None), ("women", session.pk)]
    assert "names what is lacking" not in text(client.get(first.url))


def test_a_missing_solution_is_hinted_at_and_saved(cast, enter):
    client, page = enter(cast.facilitator), url("need-new", cast.here.chain.cycle.pk)
    answer = client.post(page, filled(client.get(page)) | {"title": "No clinic"}, follow=True)
    assert "This need begins with “No”" in text(answer)
    assert Need.objects.filter(title="No clinic").exists()


@pytest.mark.parametrize(("field", "value", "words"), [
    ("title", "", "This field is required"),
    ("people_affected", "-5", "cannot be below zero"),
    ("people_affected", "9" * 30, "less than or equal to"),
    ("voices", "women:999999", "not one of the available choices"),
    ("voices", "women:x", "not one of the available choices"),
    ("severity", "9", "not one of the available choices"),
])  # fmt: skip
def test_nonsense_is_refused_in_words(cast, enter, field, value, words):
    client, page = enter(cast.facilitator), url("need-new", cast.here.chain.cycle.pk)
    answer = client.post(page, filled(client.get(page)) | {"title": "Any", field: value})
    assert answer.status_code == 422
    assert words in text(answer)


def test_two_people_change_one_need(cast, enter):
    need = cast.here.chain.need
    client, page = enter(cast.facilitator), url("need-edit", need.pk)
    form = filled(client.get(page))
    assert client.post(page, form | {"causes": "Theirs", "voices": ["men:"]}).status_code == 302
    answer = client.post(page, fresh(form) | {"causes": "Mine", "coping": "Also mine"})
    assert answer.status_code == 409
    assert all(word in text(answer) for word in ("Theirs", "Mine", "Also mine"))
    choice = fresh(filled(answer)) | {"choose-causes": "mine"}
    assert client.post(page, choice).status_code == 302
    need.refresh_from_db()
    assert (need.causes, need.coping) == ("Mine", "Also mine")
    assert list(need.voices.values_list("group", flat=True)) == ["men"]


def test_a_save_that_changes_nothing_writes_nothing(cast, enter):
    need, ranking = cast.here.chain.need, worked(cast, state="set-up", budget=Decimal("9500.50"))
    client = enter(cast.facilitator)
    for page in (url("need-edit", need.pk), url("ranking-edit", ranking.pk)):
        assert client.post(page, filled(client.get(page))).status_code == 302
    assert (Need.objects.get(pk=need.pk).version, Ranking.objects.get(pk=ranking.pk).version) == (1, 1)


def test_a_decision_with_its_reason(cast, enter):
    need = make_need(cast.here.chain.cycle, "Road")
    client, page = enter(cast.facilitator), url("need-move", need.pk)
    form = filled(client.get(page))
    refused = client.post(page, form | {"to": "referred"})
    assert (refused.status_code, "Say to whom" in text(refused)) == (422, True)
    assert client.post(page, fresh(form) | {"to": "merged", "reason": "x"}).status_code == 422
    assert client.post(page, fresh(form) | {"to": "planned", "reason": "x"}).status_code == 422
    assert client.post(page, fresh(form) | {"to": "referred", "reason": "Ministry of Health"}).status_code == 302
    need.refresh_from_db()
    assert (need.state, need.state_reason) == ("referred", "Ministry of Health")
    assert "Ministry of Health" in text(client.get(need.get_absolute_url()))


def test_a_refused_decision_keeps_its_reason_on_the_page(cast, enter):
    need = make_need(cast.here.chain.cycle, "Road")
    make_ranking(cast.here.chain.cycle, [need], {})
    client, page = enter(cast.facilitator), url("need-move", need.pk)
    answer = client.post(page, filled(client.get(page)) | {"to": "referred", "reason": "Ministry of Health"})
    assert (answer.status_code, "which is not closed" in text(answer)) == (422, True)
    assert filled(answer)["reason"] == ["Ministry of Health"]
    assert Need.objects.get(pk=need.pk).state == need.state


def test_a_merged_need_has_nothing_left_to_decide(cast, enter):
    need = make_need(cast.here.chain.cycle, state="merged", merged_into=cast.here.chain.need)
    client = enter(cast.facilitator)
    assert client.get(url("need-move", need.pk)).url == need.get_absolute_url()
    assert str(cast.here.chain.need) in text(client.get(need.get_absolute_url()))


def test_filters_of_the_register_and_its_export(cast, enter):
    cycle = cast.here.chain.cycle
    make_need(cycle, "School far away", groups=("men", "idp"), sector="11220", state="parked", state_reason="=later")
    make_need(cycle, "Market road", groups=("men",), sector="21020", state="raised")
    client, page = enter(cast.auditor), url("need-list", cycle.pk)
    for query, found in [
        ({}, {"Water is far", "School far away", "Market road"}),
        ({"sector": "11220"}, {"School far away"}),
        ({"group": "men"}, {"School far away", "Market road"}),
        ({"group": "men", "state": "goes-on"}, {"Market road"}),
        ({"state": "parked"}, {"School far away"}),
        ({"q": "market"}, {"Market road"}),
    ]:
        shown = {
            one for one in ("Water is far", "School far away", "Market road") if one in text(client.get(page, query))
        }
        assert shown == found, query
    sheet = client.get(page, {"group": "idp", "format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 2
    assert "Men; Internally displaced people" in sheet[1]
    assert "'=later" in sheet[1]


def test_the_number_of_queries_does_not_grow(cast, enter):
    cycle = cast.here.chain.cycle
    client = enter(cast.manager)
    pages = [url("need-list", cycle.pk), url("ranking-list", cycle.pk)]
    few = [queries(client, page) for page in pages]
    for number in range(2):
        make_ranking(cycle, [make_need(cycle, f"Need {number}", groups=("women", "men"))], {"men": (3, [2])})
    assert [queries(client, page) for page in pages] == few
    one, many = make_ranking(cycle, [make_need(cycle)], {"men": (3, [2])}, budget=5), worked(cast, budget=9000)
    small = [queries(client, url(name, one.pk)) for name in ("ranking-detail", "ranking-close")]
    assert [queries(client, url(name, many.pk)) for name in ("ranking-detail", "ranking-close")] == small
    plain, rich = make_need(cycle, "Plain"), many.options.first().need
    for group in ("idp", "men", "youth"):
        rich.voices.create(group=group, session=make_session(cycle, group))
    plain.voices.all().delete()
    plain.voices.create(group="idp", session=make_session(cycle, "idp"))
    make_ranking(cycle, [plain], {})
    assert queries(client, rich.get_absolute_url()) == queries(client, plain.get_absolute_url())
