"""Sets the project up and runs it: needs Python 3.11 to 3.13 and nothing else.

    python3 packaging/dev.py demo [...]       the workstation on its practice clinic; without a display, the scripted day;
                                              --story prescription|visit: one thing's whole way, on pictures and paper
    python3 packaging/dev.py test [...]       all tests; what follows goes to pytest
    python3 packaging/dev.py hapi [...]       builds HAPI FHIR with Maven and runs the sync tests against it, nothing else needs it
    python3 packaging/dev.py setup            only the set-up
    python3 packaging/dev.py check            ruff, mypy, import contracts, structure, translations, migrations
    python3 packaging/dev.py long NAME [...]  one of the long harnesses, or all; --scale 0.05 shortens them
    python3 packaging/dev.py bench [...]      the benchmarks; --write puts their figures into docs/benchmarks.md

The first run makes .venv from requirements.lock; later ones start at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import benchmark_page
import environment
import fhir_peer
import hapi as hapi_server
import system_libraries
import translations
from telling import Refusal, complain, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST, TOO_NEW = (3, 11), (3, 14)
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
TESTING = {**OFFSCREEN, "PYTHONDONTWRITEBYTECODE": ""}
"""A test run starts the program some hundred times: what was compiled once is kept, whatever this computer does otherwise."""
PRODUCT = ("app", "ui", "sync", "device_drivers", "migrations")
STRUCTURE = ("tests/test_house.py", "tests/migrations", "tests/ui/i18n")


def set_up() -> None:
    """Everything the other commands stand on; a fraction of a second when nothing changed."""
    system_libraries.ensure(venv_needed=not environment.is_usable(VENV))
    environment.ensure(VENV, ROOT)
    translations.ensure(VENV, ROOT)


def run(command: list[str], extra: Mapping[str, str] | None = None) -> int:
    """Run a command in the project's root and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode


def tool(name: str) -> str:
    """The environment's command of that name."""
    return str(environment.program(VENV, name))


def pytest(*arguments: str) -> list[str]:
    """The call of pytest with these arguments."""
    return [tool("python"), "-m", "pytest", *arguments]


def setup(_rest: list[str]) -> int:
    """Only the set-up."""
    set_up()
    say("准备就绪", "ready")
    return 0


def demo_arguments(rest: list[str], display: bool, folder: Path) -> list[str]:
    """What `xiangyi` is started with; without a display, the scripted day into `folder` unless the caller named one."""
    if display or not {"--headless", "--story"}.isdisjoint(rest):
        return ["demo", *rest]
    out = [] if "--out" in rest else ["--out", str(folder)]
    return ["demo", "--headless", *out, *rest]


def demo(rest: list[str]) -> int:
    """The practice clinic on screen, or the scripted day where there is none."""
    set_up()
    display = system_libraries.has_display(os.environ)
    arguments = demo_arguments(rest, display, ROOT / "demo-day")
    if {"--headless", "--story"}.isdisjoint(arguments):
        return run([tool("xiangyi"), *arguments])
    if not display and "--story" not in arguments:
        say("没有显示器,改为演示脚本中的一天", "there is no display, playing the scripted day instead")
    code = run([tool("xiangyi"), *arguments], OFFSCREEN)
    if "--out" in arguments:
        tell_where(ROOT / arguments[arguments.index("--out") + 1])
    return code


def tell_where(folder: Path) -> None:
    """Name the folder a scripted day was left in; a day that broke off at once leaves none."""
    if folder.is_dir():
        say(f"处方 PDF 和屏幕截图在 {folder.resolve()}", f"PDFs and screenshots are in {folder.resolve()}")


def peer_variables() -> dict[str, str]:
    """FHIR_PEER_DIR where the server of the sync tests is ready; in CI its absence is an error."""
    folder = fhir_peer.ensure(VENV, ROOT, os.environ)
    if folder is not None:
        return {"FHIR_PEER_DIR": str(folder)}
    chinese = "测试用的 FHIR 服务器没有准备好(FHIR_PEER_SOURCE 指向其文件夹)"
    english = "the FHIR server of the tests is not ready (FHIR_PEER_SOURCE names its folder)"
    if os.environ.get("CI") == "true":
        raise Refusal(f"{chinese}。", f"{english}.")
    say(f"{chinese},相关测试将跳过", f"{english}: its tests are skipped")
    return {}


def on_all_cores(rest: list[str]) -> list[str]:
    """Files side by side on all cores, unless the caller looks into one thing: a marker, a name, a file, a debugger.

    One file more than there are cores, since much of a test is waiting for a line or a server. In the order of the collection, where
    what takes longest comes first.
    """
    alone = any(not word.startswith("-") or word.startswith(("-k", "-m", "-n", "-p", "--pdb", "--lf", "--ff", "-x", "-s")) for word in rest)
    return rest if alone else ["-n", str(1 + (os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder", *rest]


def test(rest: list[str]) -> int:
    """All tests, or those that pytest's arguments choose. What is compiled beforehand no two of their processes compile side by side."""
    set_up()
    run([tool("python"), "-m", "compileall", "-q", *PRODUCT], TESTING)
    return run(pytest(*on_all_cores(rest)), {**TESTING, **peer_variables()})


def hapi(rest: list[str]) -> int:
    """The tests of the sync against HAPI FHIR itself; one server, so not on all cores."""
    set_up()
    folder = hapi_server.ensure(VENV, ROOT, os.environ)
    return run(pytest("-m", "hapi", "tests/sync", "tests/app/cli", *rest), {**TESTING, **peer_variables(), "HAPI_DIR": str(folder)})


def check_commands(root: Path) -> list[list[str]]:
    """What `check` runs, quickest first."""
    structure = [path for path in STRUCTURE if (root / path).exists()]
    return [
        [tool("ruff"), "check", "."],
        [tool("ruff"), "format", "--check", "."],
        [tool("lint-imports")],
        [tool("mypy")],
        pytest("-q", *structure),
    ]


def check(_rest: list[str]) -> int:
    """Everything that can be judged without running the program; goes on after a failure and names all at the end."""
    set_up()
    failed = [command for command in check_commands(ROOT) if run(command, TESTING)]
    for command in failed:
        shown = " ".join([Path(command[0]).stem, *command[1:]])
        complain(f"未通过:{shown}", f"failed: {shown}")
    return 1 if failed else 0


def harnesses(folder: Path) -> list[str]:
    """The names of the long harnesses: modules of tests/long with a main(argv)."""
    return sorted(path.stem for path in folder.glob("*.py") if "\ndef main(" in path.read_text(encoding="utf-8"))


def run_harness(name: str, arguments: list[str]) -> int:
    """Run one harness in a process of its own."""
    say(f"长测 {name}", f"long harness {name}")
    call = f"import sys; from tests.long.{name} import main; sys.exit(main(sys.argv[1:]))"
    return run([tool("python"), "-c", call, *arguments], TESTING)


def long(rest: list[str]) -> int:
    """One long harness or all of them; an unknown name lists what there is."""
    known = harnesses(ROOT / "tests" / "long")
    name, *arguments = rest or [""]
    if name != "all" and name not in known:
        complain(f"长测有:all {' '.join(known)}", f"long harnesses: all {' '.join(known)}")
        return 2
    set_up()
    codes = [run_harness(each, arguments) for each in (known if name == "all" else [name])]
    return max(codes, default=0)


def bench(rest: list[str]) -> int:
    """The benchmarks, which ordinary test runs leave out; 1 where a limit is not kept. --write puts the figures into the docs."""
    set_up()
    options = "addopts=--strict-markers --strict-config -ra --import-mode=importlib"
    result = VENV / "benchmarks.json"
    chosen = [word for word in rest if word != "--write"]
    if not any((ROOT / word.partition("::")[0]).exists() for word in chosen):
        chosen.append("tests/benchmarks")
    call = pytest("-o", options, "--benchmark-only", f"--benchmark-json={result}", *chosen)
    code = run(call, {**TESTING, **peer_variables()})
    if code:
        return code
    return 0 if benchmark_page.show(result, ROOT / "docs" / "benchmarks.md", "--write" in rest) else 1


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "hapi": hapi,
    "setup": setup,
    "check": check,
    "long": long,
    "bench": bench,
}


def require_python(version: tuple[int, int]) -> None:
    """Refuse a Python that the locked packages were not chosen for."""
    if not OLDEST <= version < TOO_NEW:
        found = ".".join(map(str, version))
        raise Refusal(f"需要 Python 3.11 到 3.13,这里是 {found}。", f"Python 3.11 to 3.13 is needed, this is {found}.")


def main(arguments: list[str]) -> int:
    """Run one command; returns the process's exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a Windows console may lack Chinese
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        require_python(sys.version_info[:2])
        return COMMANDS[name](rest)
    except Refusal as refusal:
        complain(refusal.chinese, refusal.english)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
