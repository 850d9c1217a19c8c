"""What a check is: a name, the inputs it declares, whether it applies, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.rules.findings import Finding, Severity
from app.rules.sheet import Line, Sheet


def always(_sheet: Sheet) -> bool:
    """For checks that apply to every sheet."""
    return True


@dataclass(frozen=True, slots=True)
class Check:
    """``inputs`` name entries of app.rules.inputs. ``find`` works with what is there and leaves out what is missing."""

    id: str
    inputs: tuple[str, ...]
    find: Callable[[Sheet], Iterable[Finding]]
    applies: Callable[[Sheet], bool] = always


def on_line(code: str, severity: Severity, line: Line, source: str, rule: str = "", **facts: object) -> Finding:
    """A finding about one line; ``drug`` is its generic name. ``source`` of a label is said in the words of the product's document."""
    name = line.product.name if line.product is not None else line.facts.drug
    source = line.product.cited(source) if line.product is not None else source
    words = {"drug": name} | {key: str(value) for key, value in facts.items()}
    return Finding(code, severity, rule or code, source, (line.index,), (line.facts.drug,), words)


def on_sheet(code: str, severity: Severity, source: str, lines: Iterable[Line] = (), rule: str = "", **facts: object) -> Finding:
    """A finding about the sheet as a whole: lines are pointed at, no drug is accused."""
    words = {key: str(value) for key, value in facts.items()}
    return Finding(code, severity, rule or code, source, tuple(line.index for line in lines), (), words)
