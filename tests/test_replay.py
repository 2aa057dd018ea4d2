"""What is written back for a test is what was made."""

from __future__ import annotations

from django.db import connection, transaction

from cbp.core.models import Area
from tests.cast import make_area
from tests.replay import Replay
from tests.test_doors import fingerprint


def rolled_back(make):
    """What it makes, and how the tables stand then."""
    with transaction.atomic():
        made, rows = make(), fingerprint()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    return made, rows


def test_rows_and_objects_come_back(db):
    calls, replay = [], Replay()

    def make():
        calls.append(1)
        country = make_area(None, "ZZZ", "L’été %s 1", country="ZZZ")
        return [country, make_area(country, "ZZZ1", "بئر")]

    first, second = (rolled_back(lambda: replay(make)) for _time in range(2))
    assert calls == [1]
    assert first == second
    assert second[0][1].parent is second[0][0]
    assert not Area.objects.filter(pcode="ZZZ").exists()


def test_the_chain_hangs_in_the_world_that_was_asked(cast):
    chains = [rolled_back(lambda: make_chain_of(cast)) for _time in range(2)]
    assert chains[0] == chains[1]
    assert chains[1][0].community.area is cast.here.district


def make_chain_of(cast):
    cast.here.__dict__.pop("chain", None)  # asked for once in a test
    return cast.here.chain


def test_what_is_known_is_no_copy(db):
    replay, known = Replay(), {"place": make_area(None, "ZZZ", "Known", country="ZZZ")}
    for number in range(2):
        made, _rows = rolled_back(lambda: replay(lambda: make_area(known["place"], "ZZZ1", "Made"), known))
        assert made.parent is known["place"], number
