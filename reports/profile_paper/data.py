"""The data behind the paper as one long table: a line for each value, codes as they are, the same in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from profiling.sections import POPULATION
from reports.plan_paper.wording import told

Row = dict[str, Any]
HEADER = (
    "part", "table", "row", "what", "kind", "group", "sex", "age_from", "age_to", "field", "value", "language",
    "source", "source_date", "method", "confidence", "release", "is_old",
)  # fmt: skip


def table(snapshot: Row) -> list[list[object]]:
    """“hidden” stands where a count is too small to be shown; an empty value is not known."""
    rows = [*_people(snapshot), *_tables(snapshot), *_answers(snapshot), *_rounds(snapshot)]
    return [list(HEADER), *([row.get(key) for key in HEADER] for row in rows)]


def _source(snapshot: Row, number: int | None) -> Row:
    if number is None:
        return {}
    source = snapshot["sources"][number - 1]
    return {
        "source": source["title"], "source_date": source["dated_on"],
        **{key: source[key] for key in ("method", "confidence", "release", "is_old")},
    }  # fmt: skip


def _people(snapshot: Row) -> Iterator[Row]:
    for row in snapshot["population"]:
        begins = {"part": POPULATION, "group": row["group"] or "all", **_source(snapshot, row["source"])}
        for key in ("persons", "females", "males", "households", "voters"):
            yield {**begins, "field": key, "value": row[key]}
        for (lower, upper), line in zip(snapshot["profile"]["bands"], row["ages"] or [], strict=False):
            for sex, value in zip(row["sexes"], line, strict=False):
                ages = {"sex": sex, "age_from": lower, "age_to": upper}
                yield {**begins, **ages, "field": "persons", "value": value}


def _tables(snapshot: Row) -> Iterator[Row]:
    for part in snapshot["parts"]:
        for found in part["tables"]:
            for number, row in enumerate(found["rows"], 1):
                begins = {"part": part["code"], "table": found["code"], "row": number,
                          "kind": row["cells"].get("kind", ""), "group": row["cells"].get("group", ""),
                          **_source(snapshot, row["source"])}  # fmt: skip
                yield from _fields(begins, row)


def _fields(begins: Row, row: Row) -> Iterator[Row]:
    for name, value in row["cells"].items():
        if name not in ("kind", "group"):
            plain = " ".join(map(str, value)) if isinstance(value, list) else value
            yield {**begins, "field": name, "value": plain}
    for name, wordings in row["texts"].items():
        for language, (text, _state) in wordings.items():
            yield {**begins, "field": name, "value": text, "language": language}


def _answers(snapshot: Row) -> Iterator[Row]:
    for part in snapshot["parts"]:
        for number, one in enumerate(part["answers"], 1):
            words = told(one["texts"], "text")
            question = one["labels"].get("en") or next(iter(one["labels"].values()), "")
            yield {
                "part": part["code"], "table": "questions", "row": number, "what": question, "kind": one["kind"],
                "field": one["unit"], "value": words.text if words else one["value"],
                "language": words.language if words else "", **_source(snapshot, one["source"]),
            }  # fmt: skip


def _rounds(snapshot: Row) -> Iterator[Row]:
    for one in snapshot["rounds"]:
        yield {
            "part": "displacement", "table": "rounds", "row": one["number"], "what": one["operation"],
            "field": "persons", "value": one["persons"], "source": one["source"], "source_date": one["reported_on"],
        }  # fmt: skip
