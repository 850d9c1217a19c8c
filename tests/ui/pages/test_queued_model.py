"""Whoever is faster than the disk loses no scan, and nothing goes past an error that nobody has read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import KnownError
from ui.pages.queued_model import QueuedModel


class Slow:
    """Runs what it is given only when told to."""

    def __init__(self) -> None:
        self.under_way: list[tuple[Callable[[], Any], Callable[[Any], None], Callable[[KnownError], None]]] = []

    def __call__(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[KnownError], None], /) -> None:
        self.under_way.append((work, done, failed))

    def finish(self) -> None:
        work, done, failed = self.under_way.pop(0)
        try:
            result = work()
        except KnownError as error:
            failed(error)
        else:
            done(result)


def made() -> tuple[QueuedModel, Slow, list[str]]:
    model, slow, said = QueuedModel(), Slow(), list[str]()
    model.attach(lambda: None, slow)
    return model, slow, said


def test_what_comes_while_busy_is_done_in_order() -> None:
    model, slow, said = made()
    for text in ("one", "two", "three"):
        model.when_free(lambda text=text: model.do(lambda: text, said.append))  # type: ignore[misc]
    for _ in range(3):
        assert model.busy and len(slow.under_way) == 1
        slow.finish()
    assert said == ["one", "two", "three"] and not model.busy


def test_after_an_error_what_waited_is_gone_and_the_error_stays() -> None:
    model, slow, said = made()

    def refuse() -> str:
        raise KnownError("trace_sold")

    model.when_free(lambda: model.do(refuse, said.append))
    model.when_free(lambda: model.do(lambda: "two", said.append))
    slow.finish()
    assert model.error is not None and model.error.code == "trace_sold"
    assert said == [] and slow.under_way == []
