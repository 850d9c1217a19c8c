"""Measures the house: sizes, names, words and places that no single reviewer keeps count of.

Every failure names file and line. It looks at what git tracks or would track, so a new file is measured before its first commit.
"""

import ast
import functools
import re
import statistics
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app", "ui", "device_drivers", "sync", "migrations", "packaging")
TESTS_ONLY = {"packaging", "long", "benchmarks"}  # folders under tests/ that have no package of that name beside them

MODULE_LINES, MODULE_MEDIAN = 400, 150
FUNCTION_LINES, FUNCTION_MEDIAN = 40, 8
LARGE = 3_000_000  # bytes

EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}

# The patterns are spelt so that this file does not contain what it looks for.
HOSTS = re.compile(
    r"py"
    r"pi\.org|python"
    r"hosted\.org|np"
    r"mjs\.(?:org|com)|npm"
    r"mirror\.com|(?:deb|security)\."
    r"debian\.org"
    r"|archive\."
    r"ubuntu\.com|repo1?\."
    r"maven|mirrors\."
    r"\w+\.(?:edu\.cn|com)"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|farm|root)/[A-Za-z._]|(?<![\w.])/(?:home|Users)/[a-z]+/|\b[A-Z]:\\+Users\\")
UNFINISHED = re.compile(r"\b(?:FIX" r"ME|XX" r"X|HA" r"CK)\b|(?<![A-Za-z])(?i:to" r"dos?)(?![a-z])")  # the last one in names, too
TOYS = re.compile(r"\b(?:NotImplemented" r"Error|place" r"holder|stub(?:bed)?|for " r"now|dum" r"my)\b", re.IGNORECASE)
ASSERTING = re.compile(r"^(?:assert|check|expect|raises|warns|fail|waitSignal|waitUntil|fnmatch_lines)")
SLEEPING = {"sleep", "msleep", "usleep", "qWait", "qSleep"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file git tracks or would track, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: " + listed.stderr.strip())
    return tuple(sorted(Path(name) for name in set(listed.stdout.split("\0")) if name and (ROOT / name).is_file()))


@functools.cache
def text_of(path: Path) -> str:
    """The file's text, empty for a binary one."""
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(text_of(path), str(path))


def python_files() -> list[Path]:
    """All modules."""
    return [path for path in files() if path.suffix == ".py"]


def product_files() -> list[Path]:
    """The modules that ship or make what ships."""
    return [path for path in python_files() if path.parts[0] in PRODUCT]


def suite_files() -> list[Path]:
    """The modules under tests/ that pytest collects or that serve it; the long harnesses measure time and may wait."""
    return [path for path in python_files() if path.parts[0] == "tests" and path.parts[1] != "long"]


@functools.cache
def functions(path: Path) -> tuple[Function, ...]:
    """All functions and methods of a module, nested ones too."""
    return tuple(node for node in statements(tree_of(path)) if isinstance(node, Function))


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """The tree and all statements, handlers and cases in it, without the expressions: a twentieth of all nodes."""
    waiting = [tree]
    for node in waiting:
        waiting += (child for name in ("body", "orelse", "finalbody", "handlers", "cases") for child in getattr(node, name, ()))
    return iter(waiting)


def length(function: Function) -> int:
    """Lines from `def` to the end, the docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call below `node` with the last part of the called name."""
    return ((called(call), call) for call in ast.walk(node) if isinstance(call, ast.Call))


def called(call: ast.Call) -> str:
    """The last part of the called name."""
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


def found(pattern: re.Pattern[str], paths: Iterable[Path]) -> Iterator[str]:
    """file:line of every line that matches."""
    for path in paths:
        for number, line in enumerate(text_of(path).splitlines(), 1):
            match = pattern.search(line)
            if match:
                yield f"{path}:{number}: {match[0]}"


def expect_none(findings: Iterable[str]) -> None:
    """Fail with every finding on a line of its own."""
    rows = list(findings)
    if rows:
        pytest.fail(f"{len(rows)} found:\n" + "\n".join(rows), pytrace=False)


def written_by_us() -> list[Path]:
    """Texts of our own: licences are given, data tables hold any word."""
    given = ("packaging/licences/", "packaging/fonts/", "app/data/", "LICENSE")
    return [path for path in files() if not path.as_posix().startswith(given)]


def test_no_module_is_too_long() -> None:
    lengths = {path: text_of(path).count("\n") for path in python_files()}
    expect_none(f"{path}:1: {lines} lines, {MODULE_LINES} is the limit" for path, lines in lengths.items() if lines > MODULE_LINES)


def test_no_function_is_too_long() -> None:
    expect_none(
        f"{path}:{function.lineno}: {function.name} has {length(function)} lines, {FUNCTION_LINES} is the limit"
        for path in python_files()
        for function in functions(path)
        if length(function) > FUNCTION_LINES
    )


def test_most_modules_and_functions_are_short() -> None:
    modules = [text_of(path).count("\n") for path in product_files() if text_of(path).strip()]
    assert statistics.median(modules) <= MODULE_MEDIAN
    assert statistics.median(length(function) for path in product_files() for function in functions(path)) <= FUNCTION_MEDIAN


def test_every_module_says_what_it_is_for() -> None:
    expect_none(
        f"{path}:1: no docstring, or an empty first line"
        for path in python_files()
        if text_of(path).strip() and not (ast.get_docstring(tree_of(path), clean=False) or "").split("\n")[0].strip()
    )


def test_no_name_that_says_nothing() -> None:
    expect_none(f"{path}:1: {part}" for path in python_files() for part in path.with_suffix("").parts if part in EMPTY_NAMES)


def test_no_registry_host() -> None:
    expect_none(found(HOSTS, files()))


def test_no_path_of_one_machine() -> None:
    expect_none(found(MACHINE_PATHS, files()))


def test_nothing_is_left_unfinished() -> None:
    expect_none(found(UNFINISHED, written_by_us()))


def test_the_product_has_no_toy_parts() -> None:
    expect_none(found(TOYS, product_files()))


def test_nothing_is_swallowed() -> None:
    may = [path for path in python_files() if re.search("except|suppress", text_of(path))]
    expect_none(f"{path}:{line}: every error caught and dropped" for path in may for line in swallowing_lines(tree_of(path)))


def swallowing_lines(tree: ast.AST) -> Iterator[int]:
    """Lines of the handlers and suppressions that drop every error without a word."""
    return (node.lineno for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler | ast.Call) and swallows(node))


def swallows(node: ast.ExceptHandler | ast.Call) -> bool:
    """True for a handler that drops every error, or a suppression of all."""
    if isinstance(node, ast.ExceptHandler):
        return catches_all(node.type) and is_empty(node.body)
    return called(node) == "suppress" and any(map(catches_all, node.args))


def catches_all(kind: ast.expr | None) -> bool:
    """True for a bare except, Exception or BaseException."""
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def is_empty(body: list[ast.stmt]) -> bool:
    """True for a block that only passes, continues or is a constant."""
    return all(
        isinstance(line, ast.Pass | ast.Continue) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)) for line in body
    )


def test_tests_do_not_sleep() -> None:
    expect_none(
        f"{path}:{line}: {name}() – wait for the event instead" for path in suite_files() for line, name in sleeps(path.name, tree_of(path))
    )


def sleeps(module: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every call that waits for nothing but time; outside test modules it may let others run."""
    for name, call in calls(tree):
        yields = yields_only(call) and not module.startswith("test_")
        if (name in SLEEPING and not yields) or waits_on_bot(call):
            yield call.lineno, name


def yields_only(call: ast.Call) -> bool:
    """True for sleep(0), which only lets others run."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def waits_on_bot(call: ast.Call) -> bool:
    """True for qtbot.wait(milliseconds)."""
    target = call.func
    return isinstance(target, ast.Attribute) and target.attr == "wait" and isinstance(target.value, ast.Name) and target.value.id == "qtbot"


def test_every_test_can_fail() -> None:
    expect_none(
        f"{path}:{function.lineno}: {function.name} asserts nothing"
        for path in suite_files()
        if path.name.startswith("test_")
        for function in functions(path)
        if function.name.startswith("test_") and not asserts(function)
    )


def asserts(function: Function) -> bool:
    """True if it asserts, or calls something whose name says that it does."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        ASSERTING.match(name.lstrip("_")) for name, _ in calls(function)
    )


def test_tests_mirror_the_tree() -> None:
    folders = {path.parent for path in suite_files() if path.name.startswith("test_")}
    mirrored = {folder: Path(*folder.parts[1:]) for folder in folders if len(folder.parts) > 1 and folder.parts[1] not in TESTS_ONLY}
    expect_none(f"{folder}: no {there} beside it" for folder, there in sorted(mirrored.items()) if not (ROOT / there).is_dir())


def test_folders_are_packages_where_they_must_be() -> None:
    folders = {path.parent for path in python_files()} - {Path(), Path("packaging")}
    expect_none(f"{folder}: no __init__.py" for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file())
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would shadow the library of that name"


def test_no_large_file_but_the_fonts() -> None:
    expect_none(f"{path}: {size} bytes" for path in files() if (size := (ROOT / path).stat().st_size) > LARGE and path.suffix != ".ttf")


def test_pinyin_is_a_table_at_run_time() -> None:
    maker = {Path("packaging/make_pinyin.py")}
    imports = re.compile(r"^\s*(?:from|import) pypi" r"nyin\b")
    expect_none(found(imports, set(product_files()) - maker))


def test_the_project_is_never_uploaded() -> None:
    assert '"Private :: Do Not Upload"' in text_of(Path("pyproject.toml"))


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (HOSTS, "index-url = https://py~pi.org/simple"),
        (MACHINE_PATHS, 'open("/ro~ot/x.csv")'),
        (MACHINE_PATHS, "cd /ho~me/li/clinic"),
        (UNFINISHED, "# TO~DO: the rest"),
        (UNFINISHED, "to~do = what_waits()"),
        (UNFINISHED, "from app.services.to~dos import To~doKind"),
        (UNFINISHED, "self._to~do()"),
        (TOYS, "raise NotImplemented~Error"),
        (TOYS, "# enough for ~now"),
    ],
)
def test_a_planted_word_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line.replace("~", ""))


@pytest.mark.parametrize(
    "line",
    [
        "https://hl7.org/fhir",
        "the work of /etc/os-release",
        "a hackney carriage",
        "setPlaceholderText",
        "ui/work/x",
        "autodoc",
        "text.toDouble()",
    ],
)
def test_an_innocent_line_is_not(line: str) -> None:
    assert not any(pattern.search(line) for pattern in (HOSTS, MACHINE_PATHS, UNFINISHED, TOYS))


def test_planted_code_is_found() -> None:
    swallowed = ast.parse("try:\n    a()\nexcept Exception:\n    pass\nwith suppress(Exception):\n    b()\n")
    told = ast.parse("try:\n    a()\nexcept Exception:\n    log()\nwith suppress(OSError):\n    b()\n")
    assert (list(swallowing_lines(swallowed)), list(swallowing_lines(told))) == ([3, 5], [])
    pauses = ("time.sleep", 1), ("qtbot.wait", 5), ("asyncio.sleep", 0), ("event.wait", 5)  # put together: no line of this file waits
    waiting = ast.parse("".join(f"{name}({how_long})\n" for name, how_long in pauses))
    assert list(sleeps("in_loop.py", waiting)) == [(1, "sleep"), (2, "wait")]
    assert list(sleeps("test_runner.py", waiting)) == [(1, "sleep"), (2, "wait"), (3, "sleep")]
    idle, real = ast.parse("def test_a():\n    run()\ndef test_b():\n    assert run()\n").body
    assert isinstance(idle, ast.FunctionDef) and isinstance(real, ast.FunctionDef)
    assert (asserts(idle), asserts(real)) == (False, True)
