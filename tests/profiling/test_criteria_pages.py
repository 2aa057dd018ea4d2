"""The pages of the criteria of a programme: weights that sum, words in four languages."""

from __future__ import annotations

import uuid

from django.urls import reverse

from cbp.core.models import Event, Verb
from profiling.models import SelectionCriterion
from tests.chain import make_community
from tests.desk.test_saving import filled
from tests.profiling.browsing import again, body, page
from tests.profiling.chosen import begun, make_criteria, names_of


# --- criteria ---------------------------------------------------------------------------------------------------------
def test_the_starters_are_one_button(cast, enter, programme):
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    assert "Take this set over" in body(client.get(address))
    key = {"idempotency_key": str(uuid.uuid4())}
    for _time in range(2):
        assert client.post(page("selection-starters", programme.pk), key).url == address
    assert programme.selection_criteria.count() == 11
    assert Event.objects.filter(verb=Verb.SELECTION_CRITERIA).count() == 1
    answer = client.post(page("selection-starters", programme.pk), again(key), follow=True)
    assert "has criteria already" in body(answer)


def weights_of(client, programme, *weights: str) -> dict:
    form = filled(client.get(page("selection-criteria", programme.pk)))
    names = [name for name in form if name.startswith("weight_")]
    return form | dict(zip(names, weights, strict=True))


def test_weights_are_changed_and_a_wrong_sum_keeps_what_was_typed(cast, enter, programme):
    make_criteria(programme)
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    answer = client.post(address, weights_of(client, programme, "40", "25", "30.5"))
    assert answer.status_code == 422
    assert "\u206695.50\u2069 and not to 100: \u20664.50\u2069 are missing" in body(answer)
    assert 'value="30.5"' in body(answer)
    form = weights_of(client, programme, "33.33", "", "66.67")
    places = [name for name in form if name.startswith("place_")]
    assert client.post(address, form | dict(zip(places, "312", strict=True))).url == address
    kept = programme.selection_criteria.in_use().in_order()
    assert [(one.code, str(one.weight)) for one in kept] == [("conflict", "66.67"), ("need", "33.33")]


def test_two_people_weigh_and_what_only_one_changed_disturbs_nobody(cast, enter, programme):
    make_criteria(programme)
    client, address = enter(cast.manager), page("selection-criteria", programme.pk)
    mine = weights_of(client, programme, "60", "20", "20")
    enter(cast.administrator).post(
        reverse("desk:programme-edit", args=[programme.pk]),
        filled(enter(cast.administrator).get(reverse("desk:programme-edit", args=[programme.pk]))) | {"title": "Other"},
    )
    assert client.post(address, mine).status_code == 302
    mine, theirs = (weights_of(client, programme, *told) for told in (("50", "30", "20"), ("10", "10", "80")))
    assert client.post(address, again(theirs)).status_code == 302
    answer = client.post(address, mine)
    assert answer.status_code == 409
    assert "Weight: Need" in body(answer)


def test_a_criterion_in_four_languages(cast, enter, programme):
    client = enter(cast.manager)
    address = page("criterion-new", programme.pk)
    form = filled(client.get(address)) | {"label_fr": "Réseau", "hint_fr": "0 : rien", "is_restricted": "on"}
    for _time in range(2):
        assert client.post(address, form).url == page("selection-criteria", programme.pk)
    made = SelectionCriterion.objects.get()
    assert (made.labels, made.hints, made.is_restricted, made.is_active) == (
        {"fr": "Réseau"}, {"fr": "0 : rien"}, True, False,
    )  # fmt: skip
    empty = client.post(address, again(form) | {"label_fr": " "})
    assert empty.status_code == 422
    assert "at least one language" in body(empty)
    address = page("criterion-edit", programme.pk, made.pk)
    form = filled(client.get(address))
    assert client.post(address, again(form) | {"label_ar": "شبكة"}).status_code == 302
    assert client.post(address, again(form) | {"label_es": "Red"}).status_code == 409
    made.refresh_from_db()
    assert made.labels == {"fr": "Réseau", "ar": "شبكة"}
    client.post(page("criterion-remove", programme.pk, made.pk), {})
    assert not SelectionCriterion.objects.exists()


def test_words_of_a_programme_are_never_markup(cast, enter, programme):
    evil = "<b>{{ settings }}{% now 'Y' %}</b>"
    make_criteria(programme, (evil[:3], "100", False))
    SelectionCriterion.objects.update(labels={"en": evil}, hints={"en": evil}, code="evil")
    assessment = begun(make_community(cast.here), programme, cast.facilitator)
    client = enter(cast.manager)
    for address in (
        page("selection-edit", assessment.pk), assessment.get_absolute_url(), page("selection-list", programme.pk),
        page("selection-criteria", programme.pk), page("criterion-edit", programme.pk, names_of(assessment)[0]),
    ):  # fmt: skip
        html = client.get(address).content.decode()
        assert "<b>{" not in html
        assert "{{ settings }}" in html
