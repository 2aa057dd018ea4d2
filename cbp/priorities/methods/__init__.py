"""The arithmetic of fair choice: votes of groups → scores by a named rule → places → what a sum of money pays for.

Pure and exact (fractions, no rounding); imports nothing else of ours. Options and groups go by keys of the caller.

Sources: domain 2.2 (rules found with FAO, IIED/PLA notes, participatory budgets), worked numbers 15.1 to 15.4, 15.14.
Ranks are never added: adding ranks is no legitimate arithmetic (Maxwell and Bart). Ties stay ties, whatever the keys.
"""

from cbp.priorities.methods.missed import LeftOut, at_the_top, left_out, own_top
from cbp.priorities.methods.money import (
    SELECTIONS,
    Fate,
    Selection,
    skip_what_does_not_fit,
    stop_at_the_first,
)
from cbp.priorities.methods.places import Place, given_places, places
from cbp.priorities.methods.rules import RULES, as_percent, mean_of_possible, mean_share, sum_of_votes
from cbp.priorities.methods.tallies import Fault, FaultCode, GroupVotes, Scores, Tally, faults

__all__ = [
    "RULES",
    "SELECTIONS",
    "Fate",
    "Fault",
    "FaultCode",
    "GroupVotes",
    "LeftOut",
    "Place",
    "Scores",
    "Selection",
    "Tally",
    "as_percent",
    "at_the_top",
    "faults",
    "given_places",
    "left_out",
    "mean_of_possible",
    "mean_share",
    "own_top",
    "places",
    "skip_what_does_not_fit",
    "stop_at_the_first",
    "sum_of_votes",
]
