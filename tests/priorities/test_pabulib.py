"""Votes of Pabulib: a published one counted again, other kinds, and everything that such a file can have wrong."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from cbp.core.refusals import Refused
from cbp.priorities.counting import RULES
from cbp.priorities.methods.ballots import Kind
from cbp.priorities.pabulib import read

DIEPPE = Path(__file__).parent / "data" / "vote-dieppe-2018.pb"


def pb(votes, projects="a;10;\nb;20;\nc;30;", kind="approval", budget="40", more="", head="voter_id;vote"):
    return (
        f"META\nkey;value\nbudget;{budget}\nvote_type;{kind}\n{more}"
        f"PROJECTS\nproject_id;cost;name\n{projects}\nVOTES\n{head}\n{votes}\n"
    ).encode()


def counted(data, rule="greedy-skip"):
    election = read(data)
    count = RULES[rule](election)
    return [election.projects[at].id for at in count.selected], count.left


# --- a real one -------------------------------------------------------------------------------------------------------
def test_all_counts_of_dieppe_are_those_that_were_published():
    election = read(DIEPPE.read_bytes())
    assert (len(election.projects), election.voters, election.budget, election.kind) == (
        16,
        378,
        180_000,
        Kind.APPROVAL,
    )
    assert election.votes() == [project.votes for project in election.projects]
    assert election.odd == []


@pytest.mark.parametrize(
    ("rule", "selected", "left"),
    [
        ("greedy-skip", ["780", "792", "786", "791", "787"], 2_000),
        ("greedy-stop", ["780", "792", "786", "791"], 42_000),
    ],
)
def test_the_two_budget_lines_of_dieppe(rule, selected, left):
    assert counted(DIEPPE.read_bytes(), rule) == (selected, left)


def test_equal_shares_of_dieppe_stay_within_the_budget():
    election = read(DIEPPE.read_bytes())
    plain, raised = (RULES[rule](election) for rule in ("equal-shares", "equal-shares-add1"))
    for count in (plain, raised):
        spent = sum(election.projects[at].cost for at in count.selected)
        assert spent + count.left == 180_000
        assert count.left >= 0
    assert raised.left <= plain.left


def test_the_command_prints_what_was_voted_chosen_and_left():
    out = io.StringIO()
    call_command("count_votes", DIEPPE, "--json", stdout=out, stderr=io.StringIO())
    told = json.loads(out.getvalue())
    assert set(told) == {"votes", "selected", "left"}
    assert (told["votes"]["780"], told["votes"]["790"], len(told["votes"])) == (195, 33, 16)
    assert (told["selected"], told["left"]) == (["780", "792", "786", "791", "787"], 2_000)


def test_the_command_prints_a_table_for_people():
    out = io.StringIO()
    call_command("count_votes", DIEPPE, "--rule", "greedy-stop", stdout=out, stderr=io.StringIO())
    assert "378 ballots, 16 projects, budget 180000" in out.getvalue()
    assert out.getvalue().count("chosen") == 4


def test_the_command_refuses_in_words(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("count_votes", tmp_path / "nothing.pb")
    (tmp_path / "odd.pb").write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="META is missing"):
        call_command("count_votes", tmp_path / "odd.pb")


# --- kinds ------------------------------------------------------------------------------------------------------------
def test_an_order_gives_as_many_points_as_it_has_names():
    election = read(pb("1;c,a\n2;b", kind="ordinal"))
    assert (election.kind, election.votes(), election.scores()) == (Kind.ORDER, [1, 1, 1], [1, 1, 2])


def test_an_order_with_points_is_counted_by_its_points():
    election = read(pb("1;c,a;5,3", kind="ordinal", head="voter_id;vote;points"))
    assert (election.kind, election.scores()) == (Kind.POINTS, [3, 0, 5])


def test_points_are_summed_and_told_beside_the_votes():
    data = pb("1;a,b;1,4\n2;a;2\n3;c;0", kind="cumulative", head="voter_id;vote;points")
    assert (read(data).votes(), read(data).scores()) == ([2, 1, 0], [3, 4, 0])
    assert counted(data) == (["b", "a"], 10)


def test_a_single_choice_is_an_approval():
    assert read(pb("1;a\n2;a\n3;b", kind="choose-1")).votes() == [2, 1, 0]


def test_a_ballot_that_counts_several_times():
    assert read(pb("1;a;3\n2;b;", head="voter_id;vote;vote_strength")).votes() == [3, 1, 0]


def test_lines_of_other_systems_blanks_and_a_mark_of_order_are_read():
    data = b"\xef\xbb\xbf" + pb("1; a , b \n\n2;b").replace(b"\n", b"\r\n")
    assert read(data).votes() == [1, 2, 0]


# --- rules ------------------------------------------------------------------------------------------------------------
def test_a_tie_that_the_money_decides_is_told():
    data = pb("1;a\n2;b\n3;c", projects="a;30;\nb;30;\nc;10;")
    election = read(data)
    for rule, selected in (("greedy-skip", (0, 2)), ("greedy-stop", (0,))):
        count = RULES[rule](election)
        assert (count.selected, count.tied) == (selected, ((0, 1, 2),))


def test_a_tie_that_is_paid_whole_decides_nothing():
    assert RULES["greedy-skip"](read(pb("1;a\n2;b", projects="a;10;\nb;20;"))).tied == ()


def test_a_small_group_has_its_share():
    votes = "\n".join([f"{n};a,b" for n in range(6)] + [f"{n};c" for n in range(6, 9)])
    data = pb(votes, projects="a;30;\nb;30;\nc;30;", budget="90")
    assert counted(data, "equal-shares") == (["a", "b", "c"], 0)
    cheap = pb(votes, projects="a;30;\nb;60;\nc;30;", budget="90")
    assert counted(cheap) == (["a", "b"], 0)
    assert counted(cheap, "equal-shares") == (["a", "c"], 30)


def test_without_a_ballot_nothing_is_chosen_by_equal_shares():
    assert counted(pb(""), "equal-shares") == ([], 40)
    assert counted(pb(""), "equal-shares-add1") == ([], 40)


# --- what is odd, and what is refused ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pb("1;a", more="colour;blue\n"), "META holds “colour”"),
        (pb("1;a", more="budget;90\n"), "META tells “budget” twice"),
        (pb("1;a", more="num_votes;7\n"), "META tells num_votes 7; there are 1."),
        (pb("1;a\n1;b"), "The voter 1 stands twice"),
        (pb("1;a,z"), "names the project z, which is not there"),
        (pb("1;a,a"), "names the project a twice"),
        (pb("1;a", projects="a;10;\na;20;"), "The project a stands twice"),
        (pb("1;a,b;1", kind="cumulative", head="voter_id;vote;points"), "not as many points as names"),
        (pb("1;a;x", head="voter_id;vote;vote_strength"), "which is no number; it counts once"),
        (DIEPPE.read_bytes().replace(b"780;45000;195", b"780;45000;196"), "Of the project 780 196 was published"),
    ],
)
def test_what_is_odd_is_told_and_the_rest_is_read(data, told):
    assert told in " ".join(read(data).odd)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "META is missing"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"META\nkey;value\nPROJECTS\nproject_id;cost\n", "VOTES is missing"),
        (pb("1;a", kind="sortition"), "does not say how people voted"),
        (pb("1;a", budget="much"), "The budget must be zero or more; the file says “much”"),
        (pb("1;a", budget="-1"), "The budget must be zero or more; the file says “-1”"),
        (pb("1;a", budget="NaN"), "The budget must be"),
        (pb("1;a", budget="Infinity"), "The budget must be"),
        (pb("1;a", projects="a;;"), "The cost of the project a must be"),
        (pb("1;a", projects=""), "names no project"),
        (pb("1;a", head="vote;voter_id"), "does not begin with the column “voter_id”"),
        (pb("1;a;1.5", kind="cumulative", head="voter_id;vote;points"), "no whole number"),
        (pb(f"1;a;{'9' * 5000}", kind="cumulative", head="voter_id;vote;points"), "no whole number"),
        (b'META\n"key;value\n', "PROJECTS is missing"),
        (pb("1;a", more=f"comment;{'x' * 200_000}\n"), "longer than a list of votes"),
    ],
)
def test_what_is_no_list_of_votes_is_refused_in_words(data, words):
    with pytest.raises(Refused, match=words):
        read(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet='METAPROJCSV;,\n\r"0aé. -', max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    for prefix in (b"", pb("1;a")):
        try:
            election = read(prefix + data)
        except Refused:
            continue
        for rule in RULES.values():
            assert rule(election).left <= election.budget


def test_costs_with_cents_are_exact():
    data = pb("1;a\n2;b", projects="a;0.1;\nb;0.2;", budget="0.3")
    assert counted(data) == (["a", "b"], Decimal(0))
