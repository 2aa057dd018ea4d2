"""`bench profiles`: one XLSX of 10,000 communities × 25 figures, checked and applied by a process as a worker is.

Seconds and memory are those of a child process that does the whole job, interpreter start apart. The last measure is
how many times longer applying takes than a bare COPY of the rows finally written into tables of the same shape.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from openpyxl import Workbook

from cbp.core import benches
from cbp.core.staging import execute

ROWS, AREAS, FAULTY = 10_000, 100, 200
SYLLABLES = [one + two for one in "bdfgklmnrstw" for two in "aoi"]
FIGURES = [
    *(f"total.{name}" for name in ("persons", "females", "males", "households", "voters")),
    *(f"cell.{sex}.{lower}" for lower in (0, 5, 12, 18, 60) for sex in "fm"),
    "group.idp.persons", "group.idp.households", "group.host.persons", "group.host.households",
    "service.water.exists", "service.water.functioning", "service.water.distance_km",
    "service.health.exists", "service.health.functioning", "service.health.distance_km",
]  # fmt: skip
TABLES = (
    "profiling_community", "profiling_community_programmes", "profiling_profile", "profiling_source",
    "profiling_populationtotal", "profiling_populationfigure", "profiling_servicestatus", "profiling_sheettouch",
)  # fmt: skip


def profiles() -> benches.Figures:
    from profiling.actions import sheets

    content, faults = workbook()
    programme, person = world()
    source = {
        "title": "Census", "method": "census", "dated_on": datetime.date(2026, 3, 1), "confidence": 3,
    }  # fmt: skip
    sheet = sheets.upload_profiles(content, name="bench.xlsx", programme=programme, source=source, by=person)  # type: ignore[arg-type]
    checked = child(sheet.pk)
    listed = _faults_of(sheet)
    sheets.apply_profiles(sheet, skip_faulty=True, by=person)
    applied = child(sheet.pk)
    sheet.refresh_from_db()
    outcome: Any = sheet.outcome
    written, copied = copy_again()
    return {
        "rows": ROWS, "figures": len(FIGURES), "file_mb": round(len(content) / 1e6, 2),
        "check_seconds": checked["seconds"], "apply_seconds": applied["seconds"],
        "check_cpu_seconds": checked["cpu"],
        "apply_cpu_seconds": applied["cpu"],
        "faults_made": len(faults), "every_fault_listed": faults == listed,
        "warnings": outcome["warning_count"], "created": outcome["created"],
        "worker_peak_mb": max(checked["peak_mb"], applied["peak_mb"]), "worker_idle_mb": checked["idle_mb"],
        "with_its_reader_peak_mb": max(checked["tree_mb"], applied["tree_mb"]),
        "rows_written": written, "copy_seconds": copied,
        "apply_by_copy": round(applied["seconds"] / copied, 2),
    }  # fmt: skip


def _faults_of(sheet: Any) -> set[tuple[int, str]]:
    sheet.refresh_from_db()
    return {(row, code) for row, _column, code, _values in sheet.outcome["findings"] if row and code in FAULT_CODES}


# --- the data ---------------------------------------------------------------------------------------------------------
FAULT_CODES = {"unknown_area", "negative", "bad_count", "twice"}


def world() -> tuple[Any, Any]:
    """A country of a hundred areas, its programme, and a manager of it."""
    from cbp.accounts.models import Assignment, User
    from cbp.core.actions.programmes import create_programme
    from cbp.core.models import Area, Programme

    country = Area.objects.create(country="TCD", level=0, pcode="TCD", name="Chad", path="TCD/")
    Area.objects.bulk_create(
        Area(country="TCD", level=1, pcode=f"TCD{at:03}", name=f"Area {at}", parent=country, path=f"TCD/TCD{at:03}/")
        for at in range(AREAS)
    )
    programme = Programme(code="BENCH", title="Bench", country=country, currency="XAF", languages=["en"])
    with transaction.atomic():
        create_programme(programme, by=None)
    person = User.objects.create(email="bench@example.org", name="Bench", password="!")  # noqa: S106 - nobody logs in
    Assignment.objects.create(user=person, role="manager", programme=programme, area=country)
    return programme, person


def workbook() -> tuple[bytes, set[tuple[int, str]]]:
    """The file, and the faults in it: (row, code). One row in fifty is faulty."""
    chance = random.Random(4)  # noqa: S311 - figures, no secrets
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Communities")
    sheet.append(["name", "pcode", "kind", "latitude", "longitude", *FIGURES])
    faults: set[tuple[int, str]] = set()
    last: list[Any] = []
    for row, line in enumerate(_lines(chance), start=2):
        fault = row // (ROWS // FAULTY) % 4 if row % (ROWS // FAULTY) == 0 else None
        if fault == 0:
            line[1] = "TCD999"
        elif fault == 1:
            line[5] = -5
        elif fault == 2:
            line[6] = "many"
        elif fault == 3:
            line[0:3] = last[0:3]
            faults.add((row - 1, "twice"))
        if fault is not None:
            faults.add((row, ("unknown_area", "negative", "bad_count", "twice")[fault]))
        last = line
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue(), faults


def _lines(chance: random.Random) -> Iterator[list[Any]]:
    names: set[str] = set()
    while len(names) < ROWS:
        names.add("".join(chance.choices(SYLLABLES, k=5)).title())
    for name in sorted(names):
        cells = [chance.randint(20, 400) for _cell in range(10)]
        females, males = sum(cells[::2]), sum(cells[1::2])
        persons = females + males + (chance.randint(1, 9) if chance.random() < 0.1 else 0)
        guests = persons // 3
        point = [round(12 + chance.random(), 5), round(14 + chance.random(), 5)]
        groups = [guests, guests // 5, persons - guests, persons // 7]
        services = ["yes", "partly", round(chance.random() * 9, 1), "no", None, round(chance.random() * 30, 1)]
        totals = [persons, females, males, persons // 5, persons // 2]
        yield [name, f"TCD{chance.randrange(AREAS):03}", "village", *point, *totals, *cells, *groups, *services]


# --- the measures -----------------------------------------------------------------------------------------------------
def child(sheet: int) -> dict[str, float]:
    """Runs the job in a process of its own, and watches what it and its reader of workbooks hold together."""
    command = [sys.executable, "-m", "profiling.benches", str(sheet)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, text=True) as process:  # noqa: S603
        peak = [0.0]
        watch = threading.Thread(target=_watch, args=(process, peak))
        watch.start()
        told = process.communicate()[0]
        watch.join()
    return {**json.loads(told), "tree_mb": round(peak[0], 1)}


def _watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(resident(pid) for pid in [process.pid, *_children(process.pid)]))
        time.sleep(0.01)


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (OSError, ValueError):
        return []


def resident(pid: int, what: str = "VmRSS") -> float:
    """Megabytes. `VmHWM` is the most that it ever held."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0)


def copy_again() -> tuple[int, float]:
    """COPY of every row that stands now into tables with the same columns, checks and indexes: (rows, seconds)."""
    rows, seconds = 0, 0.0
    for table in TABLES:
        buffer = StringIO()
        execute(f'CREATE TABLE "bench_{table}" (LIKE "{table}" INCLUDING ALL)')
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', buffer)
            buffer.seek(0)
            began = time.perf_counter()
            cursor.copy_expert(f'COPY "bench_{table}" FROM STDIN', buffer)
            seconds += time.perf_counter() - began
            rows += cursor.rowcount
        execute(f'DROP TABLE "bench_{table}"')
    return rows, round(seconds, 2)


def main(sheet: int) -> None:
    """The child: what a worker does with one job, in a process that has loaded what a worker loads."""
    import django

    django.setup()
    from cbp import celery
    from cbp.core import jobs
    from profiling import tasks
    from profiling.actions import sheets
    from profiling.models import ProfileSheet

    celery.app.loader.import_default_modules()
    connection.ensure_connection()
    idle = resident(os.getpid(), "VmRSS")
    began, spent = time.perf_counter(), time.process_time()
    jobs.work(ProfileSheet, sheet, sheets.read)
    seconds = time.perf_counter() - began
    most = resident(os.getpid(), "VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": round(seconds, 2), "cpu": round(time.process_time() - spent, 2), "task": tasks.read_sheet.name}
    print(json.dumps({**told, "peak_mb": round(most, 1), "idle_mb": round(idle, 1)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
else:
    benches.register("profiles", profiles)
