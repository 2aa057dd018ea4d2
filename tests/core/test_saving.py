"""No lost update and no double submit: the version in the row, the key in the form."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.test import RequestFactory
from django.utils import timezone

from cbp.core.actions import tidying
from cbp.core.forms import differences, settled
from cbp.core.models import Area, Submission
from cbp.core.models.versions import Stale
from cbp.core.once import once
from cbp.desk.forms.areas import AreaForm
from tests.cast import make_area, make_person

factory = RequestFactory()


@pytest.fixture
def lake(db) -> Area:
    return make_area(make_area(None, "TCD", "Chad", country="TCD"), "TCD07", "Lac")


# --- versions ---------------------------------------------------------------------------------------------------------
def test_the_second_of_two_saves_is_told(lake):
    mine, theirs = Area.objects.get(pk=lake.pk), Area.objects.get(pk=lake.pk)
    theirs.name = "Lake"
    theirs.save_over(1, ["name"])
    mine.name = "See"
    with pytest.raises(Stale) as stale:
        mine.save_over(1, ["name"])
    assert (stale.value.current.name, stale.value.current.version) == ("Lake", 2)
    lake.refresh_from_db()
    assert (lake.name, lake.version) == ("Lake", 2)


def test_only_the_named_fields_are_written(lake):
    mine = Area.objects.get(pk=lake.pk)
    Area.objects.filter(pk=lake.pk).update(valid_from="2012-09-04")
    mine.name = "Lake"
    mine.save_over(1, ["name"])
    lake.refresh_from_db()
    assert (lake.name, str(lake.valid_from), mine.version) == ("Lake", "2012-09-04", 2)


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
def test_no_version_opens_a_row_but_its_own(lake, version):
    with pytest.raises(Stale):
        lake.save_over(version, [])


def sent(form: AreaForm, **changes: str) -> QueryDict:
    """The form as a browser sends it back."""
    data = QueryDict(mutable=True)
    for name, value in {**form.shown(), "version": str(form.instance.version), "base": form.seal(), **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_what_was_touched_is_what_differs_from_what_was_shown(lake):
    form = AreaForm(sent(AreaForm(instance=lake)), instance=lake)
    assert (form.is_valid(), form.touched()) == (True, [])
    form = AreaForm(sent(AreaForm(instance=lake), name="Lake", name_ar="بحيرة"), instance=lake)
    assert (form.is_valid(), sorted(form.touched())) == (True, ["name", "name_ar"])


def test_windows_line_ends_are_no_change(lake):
    lake.names.create(text="Old")
    lake.names.create(text="Older")
    form = AreaForm(sent(AreaForm(instance=lake), others="Old\r\nOlder"), instance=lake)
    assert (form.is_valid(), form.touched()) == (True, [])


def test_before_theirs_and_mine(lake):
    data = sent(AreaForm(instance=lake), name="See", latitude="13.1")
    Area.objects.filter(pk=lake.pk).update(name="Lake", valid_from="2012-01-01", version=2)
    current = Area.objects.get(pk=lake.pk)
    rows = {row.name: row for row in differences(AreaForm(data, instance=lake), current)}
    assert {name: (row.base, row.theirs, row.mine, row.clash, row.keep) for name, row in rows.items()} == {
        "name": ("Lac", "Lake", "See", True, ""),
        "latitude": ("empty", "empty", "13.1", False, "mine"),
        "valid_from": ("empty", "2012-01-01", "empty", False, "theirs"),
    }


def test_a_choice_takes_theirs_and_leaves_mine(lake):
    data = sent(
        AreaForm(instance=lake), name="See", latitude="13.1", **{"choose-name": "theirs", "choose-latitude": "mine"}
    )
    Area.objects.filter(pk=lake.pk).update(name="Lake")
    chosen = settled(data, AreaForm, Area.objects.get(pk=lake.pk))
    assert (chosen["name"], chosen["latitude"]) == ("Lake", "13.1")


@pytest.mark.parametrize("seal", ["", "forged", "eyJuYW1lIjoiWCJ9:1abc:xyz", "\x00"])
def test_a_forged_seal_is_as_good_as_none(lake, seal):
    data = sent(AreaForm(instance=lake), name="Lake", base=seal)
    assert AreaForm(data, instance=lake).touched() == ["name"]


# --- keys -------------------------------------------------------------------------------------------------------------
@once
def make_something(request):
    if request.POST.get("fault"):
        return HttpResponse("say it again", status=422)
    Area.objects.create(country="TCD", level=0, pcode=request.POST["pcode"], name="x", path=f"{request.POST['pcode']}/")
    return HttpResponseRedirect("/made/")


def ask(person: object, key: object, path: str = "/new/", **data: str) -> HttpResponse:
    request = factory.post(path, {"idempotency_key": str(key), **data})
    request.user = person
    return make_something(request)


@pytest.fixture
def ada(db):
    return make_person("Ada")


def test_the_second_sending_gets_the_first_one_s_answer(ada):
    key = uuid.uuid4()
    answers = [ask(ada, key, pcode="A"), ask(ada, key, pcode="B")]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/made/")] * 2
    assert list(Area.objects.values_list("pcode", flat=True)) == ["A"]


def test_a_form_with_a_fault_frees_its_key(ada):
    key = uuid.uuid4()
    assert ask(ada, key, fault="1").status_code == 422
    assert ask(ada, key, pcode="A").status_code == 302
    assert Area.objects.count() == 1


@pytest.mark.parametrize("key", ["", "no key", "\x00", "0" * 5000])
def test_without_a_key_every_sending_counts(ada, key):
    ask(ada, key, pcode="A")
    ask(ada, key, pcode="B")
    assert Area.objects.count() == 2


def test_a_key_belongs_to_its_person(ada):
    key = uuid.uuid4()
    ask(ada, key, pcode="A")
    ask(make_person("Bola"), key, pcode="B")
    assert Area.objects.count() == 2


def test_a_key_belongs_to_its_page(ada):
    key = uuid.uuid4()
    ask(ada, key, pcode="A")
    ask(ada, key, path="/other/", pcode="B")
    assert Area.objects.count() == 2


def test_a_deed_that_fails_frees_its_key(ada):
    key = uuid.uuid4()
    with pytest.raises(KeyError):
        ask(ada, key)
    assert Submission.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_sendings_at_once_make_one():
    person, key, answers = make_person("Ada"), uuid.uuid4(), []
    together = threading.Barrier(20)

    def one(number: int) -> None:
        together.wait()
        try:
            answers.append(ask(person, key, pcode=f"A{number}")["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, Area.objects.count(), Submission.objects.count()) == (["/made/"] * 20, 1, 1)


def test_keys_are_kept_for_a_phone_that_was_offline(ada):
    fresh, old = (Submission.objects.create(key=uuid.uuid4(), person_id=ada.pk, path="/") for _ in range(2))
    Submission.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - tidying.KEYS_KEPT - timezone.timedelta(minutes=1)
    )
    tidying.tidy()
    assert list(Submission.objects.all()) == [fresh]
