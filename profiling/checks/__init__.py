"""Warnings show their arithmetic and never block; what review wants is listed with the page on which it is filled in.

Rules: domain 11.3, 15 (a point outside its area), 17 (sums), 18 (households, voters, children), 19 (committees),
22 (more people than live here), 24 (old figures), 25 (moved by half); numbers 15.9 and 15.13. Only what a
reader may know is counted for that reader.
"""

from profiling.checks.ages import is_old, months_old
from profiling.checks.found import Warning
from profiling.checks.review import Missing, missing_among, missing_for_review
from profiling.checks.standing import open_warnings, warnings_among, warnings_of

__all__ = [
    "Missing",
    "Warning",
    "is_old",
    "missing_among",
    "missing_for_review",
    "months_old",
    "open_warnings",
    "warnings_among",
    "warnings_of",
]
