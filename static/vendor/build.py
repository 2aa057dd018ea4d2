"""Makes the vendored style sheets again and writes manifest.json.

Run it only when a version changes: `npm ci && python3 build.py` in this folder. The application needs neither npm nor
this script, because the results are committed; a test holds them to the manifest.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
SASS = ["npx", "--offline", "sass", "--no-source-map"]
# Bootstrap 5 still speaks the old @import; its authors keep it until version 6.
QUIET = ["--quiet-deps", "--silence-deprecation=import,global-builtin,color-functions,if-function"]


def run(*arguments: str | Path) -> None:
    subprocess.run([str(argument) for argument in arguments], cwd=HERE, check=True)


def build_styles(target: Path) -> None:
    """Left-to-right, then the mirrored sheet by Bootstrap's own method (rtlcss), then both minified."""
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ltr, rtl = Path(folder, "cbp.css"), Path(folder, "cbp.rtl.css")
        run(*SASS, *QUIET, f"--load-path={MODULES}", "cbp.scss", ltr)
        run("npx", "--offline", "rtlcss", ltr, rtl)
        run(*SASS, "--style=compressed", ltr, target / "bootstrap-cbp.min.css")
        run(*SASS, "--style=compressed", rtl, target / "bootstrap-cbp.rtl.min.css")
    for sheet in target.glob("*.min.css"):
        sheet.write_text(f"/* Bootstrap {version('bootstrap')}, a subset. MIT, see LICENSE. */\n{sheet.read_text()}")


def version(package: str) -> str:
    return str(json.loads((MODULES / package / "package.json").read_text())["version"])


def write_manifest(target: Path) -> None:
    files = {
        path.relative_to(HERE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.iterdir())
    }
    made_with = {name: version(name) for name in ("sass", "rtlcss")}
    entry = {"package": "bootstrap", "version": version("bootstrap"), "licence": "MIT", "made_with": made_with}
    sources = {"cbp.scss": hashlib.sha256((HERE / "cbp.scss").read_bytes()).hexdigest()}
    manifest = [{**entry, "sources": sources, "files": files}]
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    bootstrap = HERE / "bootstrap"
    build_styles(bootstrap)
    shutil.copyfile(MODULES / "bootstrap" / "LICENSE", bootstrap / "LICENSE")
    write_manifest(bootstrap)
