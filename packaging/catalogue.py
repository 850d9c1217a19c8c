"""Writes docs/devices.md: every supported model with how it was proven, every driver with what its tests show.

    .venv/bin/python packaging/catalogue.py write | difference

Models come from the drivers' manifests, protocols and exemptions from device_drivers/drivers/checklist.toml, what is shown from the
`covers(...)` and `models_of(...)` marks of the tests.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from device_drivers.manifest import Manifest, Model, Proof  # noqa: E402 - the project is no installed package when this runs from a clone
from device_drivers.readings import Kind  # noqa: E402
from device_drivers.registry import manifests  # noqa: E402

PAGE = ROOT / "docs" / "devices.md"
CHECKLIST = ROOT / "device_drivers" / "drivers" / "checklist.toml"
TESTS = ROOT / "tests" / "device_drivers"

_WAYS = {"ble": "Bluetooth", "serial": "serial", "hid": "USB HID", "usb": "USB", "tcp": "network"}
_PROOFS = {
    Proof.CAPTURED: "captured bytes",
    Proof.PEER_TEST: "another project's tests",
    Proof.SPECIFICATION: "specification",
    Proof.COMPUTED: "computed bytes",
}
_MEANINGS = {
    Proof.CAPTURED: "bytes that a real device of this model or its family sent, published by others",
    Proof.PEER_TEST: "bytes of another project's tests or programs",
    Proof.SPECIFICATION: "the maker's or the standard's document",
    Proof.COMPUTED: "bytes we made from a description; nobody has confirmed them",
}
STANDARD = "Bluetooth "  # begins the name of an entry that stands for a whole profile


@dataclass(frozen=True, slots=True)
class Shown:
    """What the tests say of one driver: scenarios with the tests that show them, and whether a session runs for each model."""

    scenarios: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sessions: set[str] = field(default_factory=set)


def checklist() -> Mapping[str, Mapping[str, object]]:
    """Driver id → protocols (names of `xiangyi devices decode`; none: no_frames says why) and exempt (scenario → reason)."""
    return tomllib.loads(CHECKLIST.read_text(encoding="utf-8"))


def shown(folder: Path = TESTS) -> dict[str, Shown]:
    """By driver id, read from the tests' source without running it."""
    found: dict[str, Shown] = defaultdict(Shown)
    for path in sorted(folder.rglob("test_*.py")):
        for test, name, words in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            if name == "models_of":
                found[words[0]].sessions.add(test)
            else:
                for scenario in words[1:]:
                    found[words[0]].scenarios[scenario].add(test)
    return dict(found)


def page() -> str:
    """The whole document."""
    return "\n".join([*_head(), *_models(), "", *_drivers(), ""])


def _marks(tree: ast.Module) -> Iterator[tuple[str, str, list[str]]]:
    """(test, models_of or covers, its texts) of every decorated function, and of module-wide pytestmark."""
    names = dict(_texts(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                yield from _call(node.name, decorator, names)
        elif isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "pytestmark" for one in node.targets):
            for call in ast.walk(node.value):
                yield from _call("module", call, names)


def _texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of the module that stand for a text: ``A = "a"`` and ``A, B = "a", "b"``."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            pairs = (
                zip(target.elts, value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
                else [(target, value)]
            )
            for name, said in pairs:
                if isinstance(name, ast.Name) and isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield name.id, said.value


def _call(test: str, call: ast.AST, names: Mapping[str, str]) -> Iterator[tuple[str, str, list[str]]]:
    """The texts of one mark; a word that stands for no text in its module says nothing here."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("models_of", "covers"):
        said = [one.value if isinstance(one, ast.Constant) else names.get(getattr(one, "id", "")) for one in call.args]
        words = [one for one in said if isinstance(one, str)]
        if len(words) == len(call.args):
            yield test, call.func.id, words


def _head() -> list[str]:
    listed = checklist()
    every = [model for one in manifests() for model in one.models]
    names = {model.name for model in every}
    again = sum(bool(base := _other_way(model.name)) and base in names for model in every)
    standards = sum(model.name.startswith(STANDARD) for model in every)
    silent = sum(len(one.models) for one in manifests() if "no_values" in listed[one.id])
    counted = {proof: sum(model.proof is proof for model in every) for proof in Proof}
    said = ", ".join(f"{number} by {_PROOFS[proof]}" for proof, number in counted.items() if number)
    return [
        "# Supported devices",
        "",
        "Made by `.venv/bin/python packaging/catalogue.py write`; a test compares.",
        "",
        f"{len(every)} entries of {len(manifests())} drivers: {len(every) - again - standards - silent} models; {again} of them once more by another",
        f"way or in another format; {standards} standard profiles, for any device that keeps to them; {silent} whose frames are kept raw and give",
        "no value yet. Omron's cuffs count by type number: what is sold under several numbers stands once under each. A model is",
        "named only where a session test runs under its own name and parameters against a virtual device of ours.",
        "",
        f"**No model was tried in our own hands.** The frames underneath are proven {said}:",
        "",
        *(f"- {_PROOFS[proof]}: {words}" for proof, words in _MEANINGS.items()),
        "",
        "`xiangyi devices record` makes a file without names that shows what a device really says.",
        "",
    ]


def _other_way(name: str) -> str:
    """The name without what a bracket adds to it; "" where there is none."""
    base, bracket, _ = name.rpartition(" (")
    return base if bracket else ""


def _models() -> list[str]:
    return [
        *_kinds(),
        "",
        "## Models",
        "",
        "| model | measures | way | driver | frames proven by | source |",
        "|---|---|---|---|---|---|",
        *_rows(),
    ]


def _kinds() -> list[str]:
    counted: Counter[str] = Counter()
    for one in manifests():
        counted.update(kind for model in one.models for kind in map(_said, model.kinds or one.kinds))
    counted["ID card, bar code"] = sum(len(one.models) for one in manifests() if not one.kinds)
    return ["| measures | entries |", "|---|---|", *(f"| {kind} | {number} |" for kind, number in counted.most_common() if number)]


def _rows() -> Iterator[str]:
    listed = checklist()
    for one in manifests():
        for model in one.models:
            kinds = ", ".join(map(_said, model.kinds or one.kinds)) or "nothing: it presents a card or a code"
            kinds = f"{kinds}: kept raw, **no value yet**" if "no_values" in listed[one.id] else kinds
            yield f"| {model.name} | {kinds} | {_way(one, model)} | `{one.id}` | {_PROOFS[model.proof]} | {model.source} |"


def _said(kind: Kind) -> str:
    return kind.value.replace("_", " ")


def _way(one: Manifest, model: Model) -> str:
    if one.transport.value == "serial":
        return f"serial {one.baud_of(model.name)} {one.serial_format}"
    return _WAYS[one.transport.value] + (", heard only" if one.heard_only else "")


def _drivers() -> list[str]:
    from tests.device_drivers.scenarios import SCENARIOS

    said, listed = shown(), checklist()
    lines = ["## Checklist", "", "Every driver is tested in these situations, or says why not.", ""]
    lines += [f"- `{name}`: {words}" for name, words in SCENARIOS.items()]
    lines += ["", "| driver | protocols | " + " | ".join(SCENARIOS) + " |", "|---|---|" + "---|" * len(SCENARIOS)]
    notes: list[str] = []
    for one in manifests():
        entry = listed.get(one.id, {})
        exempt = entry.get("exempt", {})
        assert isinstance(exempt, dict)
        marks = ["yes" if name in said.get(one.id, Shown()).scenarios else "–" if name in exempt else "**no**" for name in SCENARIOS]
        protocols = entry.get("protocols", [])
        assert isinstance(protocols, list)
        lines.append(f"| `{one.id}` | {' '.join(map(str, protocols))} | {' | '.join(marks)} |")
        notes += [f"- `{one.id}` values: {entry['no_values']}"] if "no_values" in entry else []
        notes += [f"- `{one.id}` frames: {entry['no_frames']}"] if "no_frames" in entry else []
        notes += [f"- `{one.id}` {name}: {reason}" for name, reason in exempt.items()]
    return [*lines, "", "Exempt:", "", *notes]


def main(argv: list[str]) -> int:
    """0 = written, or nothing differs."""
    if argv == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
        print(PAGE.relative_to(ROOT))
        return 0
    same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
    print("nothing" if same else "docs/devices.md is not what the drivers say: packaging/catalogue.py write")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
