"""Order of sending: what is referred to comes first, what refers to each other stays together; and a look ahead into the queue."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeVar

Node = TypeVar("Node")
Ranked = TypeVar("Ranked", bound=tuple[Any, ...])


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


def in_turn(heap: Sequence[Ranked]) -> Iterator[Ranked]:
    """The entries of a heap (:mod:`heapq`) in their order, without taking them out; the first k cost k log k."""
    next_ones = [(heap[0], 0)] if heap else []
    while next_ones:
        entry, at = heapq.heappop(next_ones)
        yield entry
        for child in (2 * at + 1, 2 * at + 2):
            if child < len(heap):
                heapq.heappush(next_ones, (heap[child], child))
