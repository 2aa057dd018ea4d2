"""What leaves the team, with small counts of people hidden."""

from profiling.reading.sharing.ages import ALL
from profiling.reading.sharing.areas import shared_sums
from profiling.reading.sharing.blocks import shared_blocks
from profiling.reading.sharing.people import SharedCounts, people_shared, population_shared

__all__ = [
    "ALL",
    "SharedCounts",
    "people_shared",
    "population_shared",
    "shared_blocks",
    "shared_sums",
]
