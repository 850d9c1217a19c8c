"""Compiles the interface's translations (ui/i18n/*.ts → *.qm) with the lrelease that Qt for Python brings."""

from __future__ import annotations

import subprocess
from pathlib import Path

from environment import ON_WINDOWS, site_packages
from telling import Refusal, say


def stale(folder: Path) -> list[Path]:
    """The .ts files whose .qm is absent or older."""
    return [source for source in sorted(folder.glob("*.ts")) if not is_current(source)]


def is_current(source: Path) -> bool:
    """True if the compiled file is at least as new as its source."""
    compiled = source.with_suffix(".qm")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def ensure(venv: Path, root: Path) -> None:
    """Compile what is stale; raises Refusal if a file does not compile."""
    lrelease = site_packages(venv) / "PySide6" / ("lrelease.exe" if ON_WINDOWS else "lrelease")
    for source in stale(root / "ui" / "i18n"):
        say(f"编译译文 {source.name}", "compiling translations")
        command = [str(lrelease), "-silent", str(source), "-qm", str(source.with_suffix(".qm"))]
        if subprocess.run(command, check=False).returncode:
            raise Refusal(f"{source.name} 无法编译。", f"{source.name} does not compile.")
