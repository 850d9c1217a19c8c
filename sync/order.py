"""Order of sending inside a bundle: what is referred to comes first, and what refers to each other stays together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from typing import TypeVar

Node = TypeVar("Node")


def clusters(roots: Iterable[Node], references: Callable[[Node], Collection[Node]]) -> list[list[Node]]:
    """Groups of nodes reachable from ``roots``, each group after all it refers to (Tarjan 1972, without recursion).

    A group has more than one member only where they refer to each other in a circle.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_: list[Node] = []
    on_path: set[Node] = set()
    found: list[list[Node]] = []

    def enter(node: Node) -> tuple[Node, Iterator[Node]]:
        index[node] = low[node] = len(index)
        open_.append(node)
        on_path.add(node)
        return node, iter(references(node))

    for root in roots:
        if root in index:
            continue
        path = [enter(root)]
        while path:
            node, rest = path[-1]
            target = next((one for one in rest if one not in index or one in on_path), None)
            if target is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_close(node, open_, on_path))
            elif target in index:
                low[node] = min(low[node], index[target])
            else:
                path.append(enter(target))
    return found


def _close(node: Node, open_: list[Node], on_path: set[Node]) -> list[Node]:
    at = open_.index(node)
    group = open_[at:]
    del open_[at:]
    on_path.difference_update(group)
    return group


def dependants(blocked: Set[Node], edges: Mapping[Node, Collection[Node]]) -> set[Node]:
    """Those nodes of ``edges`` that refer, directly or through others, to one that is blocked; the blocked ones among them included."""
    held = {node for node in edges if node in blocked}
    while True:
        more = {node for node, targets in edges.items() if node not in held and any(one in held or one in blocked for one in targets)}
        if not more:
            return held
        held |= more
