"""Order inside a bundle."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from sync.order import clusters, dependants, in_turn

graphs = st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 12), max_size=4), max_size=13)


def _closed(graph: dict[int, list[int]]) -> dict[int, list[int]]:
    return {node: graph.get(node, []) for node in {*graph, *(one for targets in graph.values() for one in targets)}}


def _reach(graph: dict[int, list[int]], start: int) -> set[int]:
    found, stack = set(), list(graph[start])
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack += graph[node]
    return found


@given(graphs)
def test_groups_come_after_what_they_refer_to(graph: dict[int, list[int]]) -> None:
    graph = _closed(graph)
    groups = clusters(graph, graph.__getitem__)
    place = {node: number for number, group in enumerate(groups) for node in group}
    assert sorted(place) == sorted(graph) and sum(map(len, groups)) == len(graph)
    for node, targets in graph.items():
        for target in targets:
            assert place[target] <= place[node]
            assert (place[target] == place[node]) == (target == node or node in _reach(graph, target))


@given(graphs, st.sets(st.integers(0, 12)))
def test_dependants_are_those_who_reach_a_blocked_one(graph: dict[int, list[int]], blocked: set[int]) -> None:
    graph = _closed(graph)
    expected = {node for node in graph if node in blocked or _reach(graph, node) & blocked}
    assert dependants(blocked, graph) == expected


def test_a_long_chain_needs_no_deep_stack() -> None:
    """Refills of years refer to each other one by one."""
    groups = clusters([5_000], lambda node: [node - 1] if node else [])
    assert [group[0] for group in groups] == list(range(5_001))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 99))))
def test_a_queue_is_looked_through_in_its_order_and_left_as_it_is(entries: list[tuple[int, int]]) -> None:
    heap = list(entries)
    heapq.heapify(heap)
    before = list(heap)
    assert list(in_turn(heap)) == sorted(entries)
    assert heap == before
