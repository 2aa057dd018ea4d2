"""A picture for each sector, drawn by us in black lines on 48 × 48: seen from two metres, copied without loss.

Each is a few paths of SVG; what they show is written beside them. No emblem of any organisation is among them.
"""

from __future__ import annotations

from cbp.core.choices import Sector

DRAWN: dict[str, tuple[str, ...]] = {
    "water": (
        "M24 5C16 17 11 23 11 30a13 13 0 0 0 26 0C37 23 32 17 24 5Z", "M17 31a7 7 0 0 0 6 7",
    ),
    "latrine": (
        "M9 43V15L24 6l15 9v28Z", "M18 43V23h12v20", "M27 33v1", "M5 43h38",
    ),
    "school": (
        "M5 22 24 11l19 11", "M9 21v21h30V21", "M20 42V31h8v11", "M24 11V4h8v5h-8", "M13 27h5v5h-5zM30 27h5v5h-5z",
    ),
    "tools": (
        "m9 39 19-19", "M26 9l13 13-5 5L21 14Z", "M34 34l7 7", "m29 29 5 5",
    ),
    "health": (
        "M12 29 29 12a8.5 8.5 0 0 1 12 12L24 41a8.5 8.5 0 0 1-12-12Z", "m20 21 12 12",
    ),
    "people": (
        "M10 14a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z", "M28 16a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
        "M5 42c0-11 4-17 11-17s11 6 11 17", "M29 27c9-3 14 4 14 15",
    ),
    "shield": (
        "M24 5 41 11v12c0 10-7 17-17 21C14 40 7 33 7 23V11Z", "M19.5 19a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
        "M16 33c1-6 4-8 8-8s7 2 8 8",
    ),
    "moving": (
        "M12.5 9a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z", "m17 15-3 13 7 6-1 10M14 28l-6 14M16 18l9 6 6-2",
        "M32 12h11M39 8l4 4-4 4",
    ),
    "peace": (
        "M8 12a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", "M30 12a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
        "M7 43V27c0-5 3-8 6-8 5 0 8 6 11 9 3-3 6-9 11-9 3 0 6 3 6 8v16", "M17 33h14",
    ),
    "umbrella": (
        "M5 25a19 19 0 0 1 38 0Z", "M24 6v33a4 4 0 0 1-8 0",
    ),
    "house": (
        "M5 24 24 8l19 16", "M10 21v21h28V21", "M20 42V30h9v12",
    ),
    "road": (
        "M17 5 7 43M31 5l10 38", "M24 7v6M24 19v6M24 31v8",
    ),
    "sun": (
        "M17 15a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z", "M24 2v3M12 6l2 2M36 6l-2 2M9 16h3M36 16h3", "M11 28h26l5 15H6Z",
        "M24 28v15M9 35h30",
    ),
    "field": (
        "M24 43V18", "M24 27c-9 0-13-5-13-12 8 0 13 4 13 12ZM24 21c0-9 5-13 13-13 0 8-5 13-13 13Z", "M6 43h36",
    ),
    "animal": (
        "M8 42V22h24l6-9 4 3-3 8-4 3v15", "M15 42V32h12v10", "M38 13 35 6", "M8 24 4 31",
    ),
    "market": (
        "M7 20h34l-4 22H11Z", "m14 20 8-14M34 20 26 6", "M18 27v9M24 27v9M30 27v9",
    ),
    "tree": (
        "M24 44V27", "M24 30C12 30 8 24 10 18c-1-7 6-12 14-12s15 5 14 12c2 6-2 12-14 12Z", "M13 44h22",
    ),
    "town": (
        "M4 43h40", "M8 43V15h13v28M21 43V7h12v36M33 43V22h8v21", "M13 21h3M13 28h3M26 14h3M26 21h3M26 28h3",
    ),
    "wave": (
        "M4 28c6 0 6-5 12-5s6 5 12 5 6-5 16-5", "M4 38c6 0 6-5 12-5s6 5 12 5 6-5 16-5", "m14 18 10-12 10 12",
    ),
    "box": (
        "M7 15h34v27H7Z", "M7 15 13 6h22l6 9", "M19 15v9h10v-9",
    ),
    "hall": (
        "M5 18 24 7l19 11Z", "M10 22v16M19 22v16M29 22v16M38 22v16", "M5 43h38",
    ),
    "star": (
        "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0Z", "M24 15v18M15 24h18",
    ),
}  # fmt: skip
BY_SECTOR: dict[str, str] = {
    Sector.WATER_SANITATION: "water", Sector.WATER: "water", Sector.SANITATION: "latrine",
    Sector.PRIMARY_EDUCATION: "school", Sector.VOCATIONAL: "tools", Sector.HEALTH: "health",
    Sector.HEALTH_BUILDINGS: "health", Sector.LOCAL_GOVERNMENT: "hall", Sector.PARTICIPATION: "people",
    Sector.VIOLENCE_AGAINST_WOMEN: "shield", Sector.MIGRATION: "moving", Sector.PEACE: "peace",
    Sector.SOCIAL_PROTECTION: "umbrella", Sector.HOUSING: "house", Sector.ROADS: "road", Sector.SOLAR: "sun",
    Sector.AGRICULTURE: "field", Sector.IRRIGATION: "water", Sector.LIVESTOCK: "animal",
    Sector.SMALL_BUSINESS: "market", Sector.ENVIRONMENT: "tree", Sector.URBAN: "town", Sector.RURAL: "house",
    Sector.DISASTER_RISK: "wave", Sector.RELIEF: "box", Sector.RECONSTRUCTION: "tools", Sector.PREPAREDNESS: "wave",
}  # fmt: skip


def picture_of(sector: str) -> tuple[str, ...]:
    """The paths of a drawing of 48 × 48; a plain sign for a need whose sector has no picture."""
    return DRAWN[BY_SECTOR.get(sector, "star")]
