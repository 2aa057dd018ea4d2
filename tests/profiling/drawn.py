"""What the tests of the pictures of a profile draw, and how they measure it."""

from decimal import Decimal

from hypothesis import HealthCheck, settings

from profiling.reading.pictures import Ages, Candidate, Criterion, Score, ServicePoint, Statement

# How fast a busy machine draws examples is nothing that these tests are about.
few = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
BANDS = [(0, 17), (18, 59), (60, None)]
DIGIT = 7.4  # the width of a digit of 13 units, at its broadest
YEAR = ("2024-01-01", "2024-12-31")
NEXT = ("2025-01-01", "2025-06-30")
CRITERIA = [Criterion("return", "Many returned"), Criterion("conflict", "Conflict", is_inverse=True)]


def ages(women, men, label="Everybody", bands=BANDS):
    counts = {**{("f", band[0]): one for band, one in zip(bands, women, strict=True)}}
    counts |= {("m", band[0]): one for band, one in zip(bands, men, strict=True)}
    return Ages(label, bands, {place: count for place, count in counts.items() if count is not None})


def a_service(number=1, functioning="yes", distance=None):
    return ServicePoint(number, f"Service {number}", functioning, distance)


def statements():
    return [
        Statement(1, "divider", "Water", 1, "stronger"), Statement(2, "divider", "Aid", 3),
        Statement(3, "connector", "Market", None, "same"), Statement(4, "risk", "Floods", 3),
    ]  # fmt: skip


def a_candidate(number=1, first=3, second=0, outcome="", weights=(60, 40)):
    scores = {"return": Score(first, Decimal(weights[0])), "conflict": Score(second, Decimal(weights[1]), True)}
    return Candidate(number, f"Village {number}", scores, outcome)


def within(inner, outer):
    return outer[0] - 0.11 <= inner[0] <= inner[1] <= outer[1] + 0.11
