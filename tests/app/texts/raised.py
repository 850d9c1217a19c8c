"""Which error codes the program raises, and with which facts: read from the source, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ROOT_ERROR = "KnownError"


@dataclass
class Raised:
    """One code: the facts given at its sites; open = some site gives facts that cannot be read."""

    where: str
    facts: set[str] = field(default_factory=set)
    open: bool = False


@dataclass
class Source:
    """One module: where it stands, what it says, and all nodes of that in one list, since a walk is dear."""

    place: str
    tree: ast.Module

    def __post_init__(self) -> None:
        self.nodes = list(ast.walk(self.tree))


def codes_of(sources: Sequence[Source]) -> dict[str, Raised]:
    """Every code given literally, or by a constant of its module, to KnownError or a class made from it."""
    classes = _classes(sources)
    found: dict[str, Raised] = {}
    for source in sources:
        constants = _constants(source.tree)
        for call in _raising_calls(source, classes):
            for code in _codes(call.args[0], constants) if call.args else ():
                one = found.setdefault(code, Raised(f"{source.place}:{call.lineno}"))
                one.facts |= {keyword.arg for keyword in call.keywords if keyword.arg}
                one.open |= any(keyword.arg is None for keyword in call.keywords)
    return found


def _classes(sources: Sequence[Source]) -> dict[str, bool]:
    """KnownError and its heirs → whether their first argument is the code."""
    defined = [node for source in sources for node in source.nodes if isinstance(node, ast.ClassDef)]
    known = {ROOT_ERROR: True}
    grown = True
    while grown:
        grown = False
        for node in defined:
            parents = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in known]
            if parents and node.name not in known:
                known[node.name] = _takes_code(node, known[parents[0]])
                grown = True
    return known


def _takes_code(node: ast.ClassDef, inherited: bool) -> bool:
    for line in node.body:
        if isinstance(line, ast.FunctionDef) and line.name == "__init__":
            return len(line.args.args) > 1 and line.args.args[1].arg == "code"
    return inherited


def _raising_calls(source: Source, classes: dict[str, bool]) -> Iterator[ast.Call]:
    heirs = [node for node in source.nodes if isinstance(node, ast.ClassDef) and node.name in classes]
    for heir in heirs:
        yield from (call for call in ast.walk(heir) if isinstance(call, ast.Call) and _is_super_init(call.func))
    for call in source.nodes:
        if isinstance(call, ast.Call) and classes.get(getattr(call.func, "id", getattr(call.func, "attr", ""))):
            yield call


def _is_super_init(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr == "__init__" and isinstance(func.value, ast.Call)


def _constants(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in tree.body:
        if isinstance(line, ast.Assign):
            for target in line.targets:
                found.update(_pairs(target, line.value))
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)


def _codes(argument: ast.expr, constants: dict[str, str]) -> set[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return {argument.value}
    if isinstance(argument, ast.IfExp):
        return _codes(argument.body, constants) | _codes(argument.orelse, constants)
    if isinstance(argument, ast.Name) and argument.id in constants:
        return {constants[argument.id]}
    return set()
