"""A payload for each of the sixteen tools, as a facilitator would have entered it."""

from __future__ import annotations

from typing import Any

PAYLOADS: dict[str, dict[str, Any]] = {
    "social-map": {"rows": [
        {"label": "Old quarter", "kind": "homes", "who": "Host families", "place": "North of the market"},
        {"label": "Camp of the lake", "kind": "homes", "who": "Displaced families", "place": "By the water"},
        {"label": "Pump of the school", "kind": "water", "who": "Both", "place": ""},
    ]},
    "resource-map": {"rows": [
        {"label": "Pasture of the dunes", "kind": "pasture", "condition": "poor", "access": "Herders",
         "is_disputed": True},
        {"label": "Gardens", "kind": "farmland", "condition": "good", "access": "Women’s group", "is_disputed": False},
    ]},
    "transect": {"rows": [
        {"segment": "Shore", "metres": 400, "land": "Gardens", "soil": "Wet", "built": "", "problem": "Floods",
         "potential": "Irrigation"},
        {"segment": "Market", "metres": 150, "land": "Stalls", "soil": "", "built": "Road, school", "problem": "",
         "potential": "Covered market"},
        {"segment": "Dunes", "metres": None, "land": "Pasture", "soil": "Sand", "built": "", "problem": "Sand moves",
         "potential": "Trees"},
        {"segment": "Camp", "metres": 900, "land": "Shelters", "soil": "", "built": "Two pumps", "problem": "Crowding",
         "potential": ""},
    ]},
    "timeline": {"rows": [
        {"when": "1984", "event": "Great drought", "effect": "Herds died", "coping": "Men left for the coast"},
        {"when": "before independence", "event": "The village is founded", "effect": "", "coping": ""},
        {"when": "1984", "event": "First aid arrives", "effect": "", "coping": ""},
        {"when": "1973", "event": "The lake goes back", "effect": "Less fish", "coping": "Gardens"},
    ]},
    "seasonal-calendar": {"calendar": "gregorian", "rows": [
        {"label": "Rain", "months": [0, 0, 0, 0, 1, 2, 3, 3, 2, 0, 0, 0]},
        {"label": "Work in the fields", "months": [0, 0, 0, 0, 2, 3, 3, 2, 3, 3, 1, 0], "who": "both"},
        {"label": "Little food", "months": [None, None, None, 1, 2, 3, 3, 3, 1, 0, 0, 0], "who": "f"},
    ]},
    "daily-clock": {"rows": [
        {"group": "Women", "label": "Sleep", "start": 22, "hours": 6.5},
        {"group": "Women", "label": "Water and wood", "start": 5, "hours": 3},
        {"group": "Women", "label": "Field", "start": 8, "hours": 6},
        {"group": "Women", "label": "Cooking and children", "start": 15, "hours": 6},
        {"group": "Men", "label": "Sleep", "start": 21, "hours": 8},
        {"group": "Men", "label": "Field", "start": 6, "hours": 7},
        {"group": "Men", "label": "Rest and talk", "start": 14, "hours": 4},
    ]},
    "problem-tree": {
        "core": "Water is far",
        "causes": [
            {"text": "The pump broke", "under": None}, {"text": "No spare parts", "under": 0},
            {"text": "No committee", "under": 0}, {"text": "The well dries up", "under": None},
            {"text": "Less rain", "under": 3},
        ],
        "effects": [
            {"text": "Girls miss school", "under": None}, {"text": "Illness", "under": None},
            {"text": "Money for medicine", "under": 1},
        ],
    },
    "problem-matrix": {"rows": [
        {"problem": "Half of the children drink from the river", "causes": "One pump for 900 people",
         "coping": "They boil the water", "potentials": "A committee that meets", "ideas": "A second pump"},
    ]},
    "venn": {"rows": [
        {"actor": "Canton chief", "kind": "government", "importance": 5, "closeness": 5, "relation": "support"},
        {"actor": "Health post", "kind": "government", "importance": 4, "closeness": 3, "relation": "support"},
        {"actor": "Mosque", "kind": "faith", "importance": 4, "closeness": 5, "relation": "support"},
        {"actor": "Traders", "kind": "private", "importance": 2, "closeness": 4, "relation": "neutral"},
        {"actor": "Herders’ union", "kind": "cso", "importance": 3, "closeness": 2, "relation": "strain"},
        {"actor": "Province", "kind": "government", "importance": 3, "closeness": 1, "relation": "neutral"},
        {"actor": "Women’s group", "kind": "community", "importance": 3, "closeness": 5, "relation": "support"},
    ]},
    "conflict-map": {"rows": [
        {"actor": "Herders and farmers", "issue": "Paths of the herds", "driver": "Fields on old paths",
         "effect": "divider", "trend": "rising"},
        {"actor": "Market", "issue": "All trade there", "driver": "", "effect": "connector", "trend": "steady"},
    ]},
    "service-map": {"rows": [
        {"service": "Water", "provider": "Committee", "for_whom": "Everybody", "access": "The camp waits long",
         "works": "partly"},
        {"service": "School", "provider": "State", "for_whom": "Children", "access": "", "works": "yes"},
        {"service": "Health", "provider": "", "for_whom": "", "access": "Far away", "works": "no"},
        {"service": "Market", "provider": "Traders", "for_whom": "", "access": "", "works": ""},
    ]},
    "swot": {"strengths": ["A committee that meets", "Young people who can read"], "weaknesses": ["One pump"],
             "opportunities": ["The province plans a road"], "threats": []},
    "vision": {"text": "Every child goes to school and nobody walks more than ten minutes for water.", "horizon": 2031,
               "elements": ["Two more pumps", "A school with six rooms"]},
    "wellbeing": {"rows": [
        {"category": "Well off", "traits": "Cattle, a shop", "households": 12},
        {"category": "They manage", "traits": "A field of their own", "households": 64},
        {"category": "Poor", "traits": "Day labour", "households": 120},
        {"category": "Very poor", "traits": "Live on what neighbours give", "households": None},
    ]},
    "guide": {"role": "Head teacher", "rows": [
        {"question": "What works well?", "answer": "The parents’ association pays two teachers.",
         "quote": "We would rather eat less than close the school."},
        {"question": "What is hardest, and for whom?", "answer": "", "quote": ""},
    ]},
    "livelihoods": {"assets": ["Gardens", "Goats"], "vulnerabilities": ["Floods"], "outcomes": ["Two meals a day"],
                    "opportunities": ["Drying fish"]},
}  # fmt: skip
