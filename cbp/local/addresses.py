"""Where servers listen: free ports, socket folders that are short enough, and the URLs that settings read."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from cbp.local.bootstrap import Problem

LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes on Linux, 103 on macOS
PORTS_TRIED = 100


def short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def socket_folder(wanted: Path, file_name: str) -> Path:
    """The wanted folder, or a private one in the temporary folder when the socket's path would be too long."""
    if len(os.fsencode(wanted / file_name)) <= LONGEST_SOCKET_PATH:
        return private_folder(wanted)
    name = f"cbp-{os.getuid()}-{short_name(wanted)}"
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - checked to be ours by private_folder
        if len(os.fsencode(base / name / file_name)) <= LONGEST_SOCKET_PATH:
            return private_folder(base / name)
    raise Problem(f"The folder {wanted} has a name too long for a socket, and so has the temporary folder.")


def private_folder(path: Path) -> Path:
    """Made for us alone. In a folder that all may write to, another user may have put something there first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), *_server_users()):
        raise Problem(f"{path} belongs to another user of this machine. Remove it, or start as that user.")
    return path


def _server_users() -> tuple[int, ...]:
    """Root may give a folder away to the user that its database runs as."""
    import pwd

    if os.geteuid() != 0:
        return ()
    return tuple(entry.pw_uid for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))


def database_url(folder: Path, name: str = "cbp") -> str:
    return f"postgres://cbp@/{name}?host={quote(str(folder), safe='')}"


def redis_url(socket_path: Path) -> str:
    return f"redis+socket://{quote(str(socket_path))}"


def listen(host: str, first_port: int) -> socket.socket:
    """A bound socket on the port, or on the next free one. Bound once and kept: no other program can slip in between,
    and the port stays ours while the web server is started again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(first_port, min(first_port + PORTS_TRIED, 65536)):
        ear = socket.socket(family, socket.SOCK_STREAM)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ear.bind((host, port))
            ear.listen(128)
            return ear
        except PermissionError as refused:
            ear.close()
            raise Problem(f"Port {port} may be opened by root only. Choose one from 1024 up, with --port.") from refused
        except socket.gaierror as unknown:
            ear.close()
            raise Problem(f"“{host}” is not an address of this machine.") from unknown
        except OSError as taken:
            ear.close()
            if taken.errno == errno.EADDRNOTAVAIL:
                raise Problem(f"“{host}” is not an address of this machine.") from taken
    raise Problem(f"No free port was found from {first_port} on. Name another with --port.")


def site_url(host: str, port: int) -> str:
    """What a person types. This machine itself is `localhost`: browsers allow passkeys there without https."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host  # noqa: S104 - read, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def allowed_hosts(host: str) -> str:
    """The names under which the pages may be asked for: this machine's own only."""
    names = {"localhost", "127.0.0.1"}
    if host in ("0.0.0.0", "::"):  # noqa: S104 - read, not bound
        names |= {socket.gethostname(), *_own_addresses()}
    else:
        names.add(f"[{host}]" if ":" in host else host)
    return ",".join(sorted(names))


def _own_addresses() -> set[str]:
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        return set()
