"""Starts and stops the HAPI FHIR server that `packaging/dev.py hapi` built from this folder, and empties it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.peer import ROOT, greeting

JAR = "hapi-for-tests-1.jar"
MAIN = "xiangyi.hapi.HapiServer"
_QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
_EVERYTHING = {"resourceType": "Parameters", "parameter": [{"name": "expungeEverything", "valueBoolean": True}]}


def home() -> Path:
    """Where the built server lies: HAPI_DIR, else .venv/hapi."""
    return Path(os.environ.get("HAPI_DIR") or ROOT / ".venv" / "hapi")


def options() -> list[str]:
    """The server's options: HAPI_OPTIONS=--server-ids makes one that takes no ids of ours."""
    return os.environ.get("HAPI_OPTIONS", "").split()


def absence() -> str:
    """Why there is no server here; empty where there is one."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return "HAPI FHIR runs once, not on every core: run packaging/dev.py hapi"
    if os.environ.get("HAPI_URL"):
        return ""
    if not (home() / "lib" / JAR).is_file():
        return "no HAPI FHIR: run packaging/dev.py hapi, or set HAPI_DIR"
    return "" if java() else "no Java 17 for HAPI FHIR: set JAVA_HOME"


def java() -> str | None:
    """The command that runs Java."""
    given = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(given) / "bin")) if given else shutil.which("java")


@contextlib.contextmanager
def running_hapi() -> Iterator[str]:
    """A server on a free loopback port for the length of the block; yields its base URL, such as http://127.0.0.1:40000/fhir.

    Half a minute to two until it listens: HAPI_URL names one that was started by hand and is left running, everything in it is lost.
    """
    if given := os.environ.get("HAPI_URL"):
        yield given
        return
    program = java()
    assert program is not None, absence()
    command = [program, "-Xmx1g", _QUIET, "-cp", str(home() / "lib" / "*"), MAIN, *options()]
    with subprocess.Popen(command, cwd=home(), stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        try:
            yield greeting(server)
        finally:
            server.terminate()
            server.wait(timeout=30)


def empty(base: str) -> None:
    """Every resource and version is gone, and what was remembered of them."""
    with requests.Session() as session:
        session.trust_env = False
        with session.post(f"{base}/$expunge", json=_EVERYTHING, timeout=60) as reply:
            assert reply.status_code == 200, reply.text
