"""Makes the vendored style sheets again and writes manifest.json: `python3 static/vendor/build.py`.

Run it only when a version or cbp.scss changes. The application needs neither npm nor this script, because the results
are committed; a test holds them to the manifest. The packages are put into a temporary folder, never below `static`,
where they would be served.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "bootstrap"
SASS = ["npx", "--offline", "sass", "--no-source-map"]
# Bootstrap 5 still speaks the old @import; its authors keep it until version 6.
QUIET = ["--quiet-deps", "--silence-deprecation=import,global-builtin,color-functions,if-function"]
HEAD = "/* Bootstrap {version}, a subset. MIT, see LICENSE. */\n"


def install(room: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc", "cbp.scss"):
        shutil.copyfile(HERE / name, room / name)
    run(room, "npm", "ci", "--ignore-scripts")


def run(room: Path, *arguments: str | Path) -> None:
    subprocess.run([str(argument) for argument in arguments], cwd=room, check=True)  # noqa: S603 - our own words


def version(room: Path, package: str) -> str:
    return str(json.loads((room / "node_modules" / package / "package.json").read_text(encoding="utf-8"))["version"])


def build_styles(room: Path) -> None:
    """Left-to-right, then the mirrored sheet by Bootstrap's own method (rtlcss), then both minified."""
    run(room, *SASS, *QUIET, "--load-path=node_modules", "cbp.scss", "cbp.css")
    run(room, "npx", "--offline", "rtlcss", "cbp.css", "cbp.rtl.css")
    for direction in ("", ".rtl"):
        run(room, *SASS, "--style=compressed", f"cbp{direction}.css", f"cbp{direction}.min.css")
        sheet = (room / f"cbp{direction}.min.css").read_text(encoding="utf-8")
        head = HEAD.format(version=version(room, "bootstrap"))
        (TARGET / f"bootstrap-cbp{direction}.min.css").write_text(head + sheet, encoding="utf-8")
    shutil.copyfile(room / "node_modules" / "bootstrap" / "LICENSE", TARGET / "LICENSE")


def write_manifest(room: Path) -> None:
    def sha256(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    entry = {
        "package": "bootstrap",
        "version": version(room, "bootstrap"),
        "licence": "MIT",
        "made_with": {name: version(room, name) for name in ("sass", "rtlcss")},
        "sources": {"cbp.scss": sha256(HERE / "cbp.scss")},
        "files": {path.relative_to(HERE).as_posix(): sha256(path) for path in sorted(TARGET.iterdir())},
    }
    (HERE / "manifest.json").write_text(json.dumps([entry], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        TARGET.mkdir(exist_ok=True)
        install(Path(folder))
        build_styles(Path(folder))
        write_manifest(Path(folder))
