"""Runs a module of this folder without the package above it: `launch.py cbp.local.stack [arguments]`.

cbp/__init__.py loads Celery for the application; the launcher has no use for it, and would pay a third of a second
and 30 MB for it at every start. So `cbp` is here a bare name for the folder.
"""

from __future__ import annotations

import runpy
import sys
import types
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def main() -> None:
    bare = types.ModuleType("cbp")
    bare.__path__ = [str(PROJECT / "cbp")]
    sys.modules["cbp"] = bare
    sys.path[0] = str(PROJECT)
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
