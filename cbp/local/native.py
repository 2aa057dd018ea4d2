"""Libraries and programs of the system that no Python package brings: Pango for papers, Chromium for the journeys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cbp.local.bootstrap import apt_install, can_apt, say

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
INSTALL_PANGO = {
    "linux": "sudo apt-get install -y --no-install-recommends " + " ".join(PANGO),
    "darwin": "brew install pango",
}
INSTALL_CHROMIUM = {"linux": "sudo apt-get install -y chromium", "darwin": "brew install --cask chromium"}
# In a child process, so that a broken library cannot take the launcher down. On Linux only the three libraries are
# opened (0.03 s); elsewhere their names differ by packager, so WeasyPrint itself is asked (1 to 2 s).
OPEN_LIBRARIES = (
    "import ctypes; [ctypes.CDLL(n) for n in ('libpango-1.0.so.0', 'libpangoft2-1.0.so.0', 'libharfbuzz-subset.so.0')]"
)
PROBE = {"linux": ["-S", "-c", OPEN_LIBRARIES]}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pango_works() -> bool:
    probe = PROBE.get(sys.platform, ["-c", "import weasyprint"])
    return subprocess.run([sys.executable, *probe], capture_output=True, check=False).returncode == 0


def ensure_pango(log: Path) -> bool:
    """Installed where that can be done without asking; otherwise the one command is said, and papers wait for it."""
    if pango_works() or (can_apt() and apt_install(PANGO, log) and pango_works()):
        return True
    command = INSTALL_PANGO.get(sys.platform, INSTALL_PANGO["linux"])
    say(f"PDF papers need the Pango library, which this machine lacks. All else works. To add it:\n    {command}")
    return False


def find_chromium() -> str | None:
    """The browser of the journeys; CHROMIUM names one that is not on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


def tell_chromium() -> None:
    found = find_chromium()
    if found:
        say(f"Journeys run in {found}.")
    else:
        command = INSTALL_CHROMIUM.get(sys.platform, INSTALL_CHROMIUM["linux"])
        say(f"No Chromium was found, so journeys in a browser are skipped. To add it:\n    {command}")
