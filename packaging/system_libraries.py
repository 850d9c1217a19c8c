"""Finds the system libraries Qt needs and this machine lacks, and has apt fetch them.

Looking is done by loading each library, which takes some ten milliseconds and asks no package manager. The names come from the
dynamic sections of Qt 6.9.3 (Core, Gui, Widgets, PrintSupport, Svg, Network, Test and their plug-ins).
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

from telling import Refusal, say

ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def has_display(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """True where a window can be shown; only Linux knows sessions without a screen."""
    return platform != "linux" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def wanted(environ: Mapping[str, str]) -> dict[str, str]:
    """Library name → Debian package; the window systems' own only where such a session runs."""
    # A Wayland session lets Qt fall back to X11, so it needs both.
    x11 = X11 if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY") else {}
    wayland = WAYLAND if environ.get("WAYLAND_DISPLAY") else {}
    return {**ALWAYS, **x11, **wayland}


def missing(libraries: Mapping[str, str], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The packages of those libraries that do not load, sorted, each once."""
    packages = set()
    for soname, package in libraries.items():
        try:
            load(soname)
        except OSError:
            packages.add(package)
    return sorted(packages)


def can_make_venv() -> bool:
    """Debian and Ubuntu take ensurepip out of Python; without it `venv` cannot bring pip."""
    try:
        import ensurepip

        return bool(ensurepip.version())
    except (ImportError, OSError):
        return False


def venv_package() -> str:
    """The Debian package that brings ensurepip for this Python."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def apt_commands(packages: list[str], prefix: list[str]) -> list[list[str]]:
    """The two apt-get calls; `prefix` is empty for root, else sudo with its options."""
    apt = [*prefix, "apt-get", "-q"]
    return [[*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]]


def rights(is_root: bool, sudo: str | None, at_terminal: bool) -> list[str] | None:
    """What to put before apt-get, or None where this user may not install packages."""
    if is_root:
        return []
    if sudo is None:
        return None
    return [sudo] if at_terminal else [sudo, "-n"]


def install(packages: list[str]) -> None:
    """Have apt fetch `packages`; raises Refusal with the command to type where that is not possible."""
    by_hand = f"apt-get install {' '.join(packages)}"
    prefix = rights(os.geteuid() == 0, shutil.which("sudo"), sys.stdin is not None and sys.stdin.isatty())
    if shutil.which("apt-get") is None or prefix is None:
        raise Refusal(
            f"缺少系统库。请让管理员安装(Debian/Ubuntu 上的名称):{by_hand}",
            f"System libraries are missing. Ask an administrator to install them (names on Debian/Ubuntu): {by_hand}",
        )
    say(f"安装系统库 {' '.join(packages)}", "installing system libraries")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in apt_commands(packages, prefix):
        if subprocess.run(command, env=environ, check=False).returncode:
            raise Refusal(f"apt 没有成功。请手动运行:{by_hand}", f"apt did not succeed. Run it by hand: {by_hand}")


def ensure(venv_needed: bool) -> None:
    """Bring what is missing on Linux; elsewhere the wheels carry all they need."""
    if sys.platform != "linux":
        return
    packages = missing(wanted(os.environ))
    if venv_needed and not can_make_venv():
        packages.append(venv_package())
    if packages:
        install(packages)
