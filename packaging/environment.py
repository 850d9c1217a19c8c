"""Makes the project's virtual environment from the lock file, and knows whether it is still the right one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from telling import Refusal, say

STAMP = "lock.sha256"
ON_WINDOWS = os.name == "nt"


def program(venv: Path, name: str, windows: bool = ON_WINDOWS) -> Path:
    """Where the environment keeps a command of that name."""
    return venv / "Scripts" / f"{name}.exe" if windows else venv / "bin" / name


def site_packages(venv: Path) -> Path:
    """Where the environment keeps its packages."""
    places = {"base": str(venv), "platbase": str(venv)}
    return Path(sysconfig.get_path("purelib", "venv", places))


def fingerprint(lock: bytes, version: str = sys.version) -> str:
    """What an environment made from this lock by this Python is stamped with."""
    return hashlib.sha256(lock + version.encode()).hexdigest()


def settings_of(venv: Path) -> dict[str, str]:
    """The key = value lines of pyvenv.cfg, empty where there is none."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def is_usable(venv: Path, version: tuple[int, int] = sys.version_info[:2]) -> bool:
    """True if packages can be put into it: it runs, is of this Python, and was made at this place.

    An environment writes its own path into its commands, so a folder that was moved needs a new one.
    """
    settings = settings_of(venv)
    same_python = settings.get("version", "").split(".")[:2] == [str(part) for part in version]
    same_place = settings.get("command", str(venv)).endswith(str(venv))
    return same_python and same_place and program(venv, "python").exists()


def is_fresh(venv: Path, lock: bytes, version: str = sys.version) -> bool:
    """True if nothing has to be installed."""
    try:
        stamp = (venv / STAMP).read_text(encoding="ascii")
    except OSError:
        return False
    return stamp == fingerprint(lock, version) and is_usable(venv)


def count_packages(lock: str) -> int:
    """How many packages the lock names; those for other systems are counted too, so it is an upper bound."""
    return sum("==" in line for line in lock.splitlines())


def run_pip(venv: Path, arguments: Iterable[str], root: Path) -> None:
    """Run the environment's pip; its chatter becomes one growing line on a terminal. Raises Refusal if it fails."""
    command = [str(program(venv, "python")), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    fetched = 0
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace") as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            if line.startswith("Collecting ") and sys.stdout.isatty():
                fetched += 1
                print(f"\r  {fetched:3d} {line.split()[1]:<60.60}", end="", flush=True)
    if fetched:
        print()
    if pip.returncode:
        raise Refusal(
            "软件包没有装好(原因见上)。请检查网络或 pip 的镜像设置,然后再运行一次。",
            "The packages could not be installed (the reason stands above). Check the network or pip's mirror setting and run it again.",
        )


def make(venv: Path) -> None:
    """A new, empty environment in place of whatever is there; one that is only linked here belongs to another clone and stays whole."""
    say("建立 .venv", "making .venv")
    if venv.is_symlink():
        venv.unlink()
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=False).returncode:
        raise Refusal("无法建立 .venv(原因见上)。", "Could not make .venv (the reason stands above).")


def ensure(venv: Path, root: Path) -> None:
    """Install what the lock names, each file checked against its hash, and the project itself as an editable package."""
    lock = (root / "requirements.lock").read_bytes()
    if is_fresh(venv, lock):
        return
    if not is_usable(venv):
        make(venv)
    count = count_packages(lock.decode())
    say(f"安装至多 {count} 个软件包(约 280 MB,仅第一次)", f"installing up to {count} packages (some 280 MB, the first time only)")
    pinned = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", "requirements.lock"]
    run_pip(venv, ["install", "--progress-bar", "off", *pinned], root)
    run_pip(venv, ["install", "--no-deps", "--no-build-isolation", "-e", "."], root)
    (venv / STAMP).write_text(fingerprint(lock), encoding="ascii")
