"""Whoever is faster than the disk loses no scan, and nothing goes past an error that nobody has read."""

from __future__ import annotations

from app.errors import KnownError
from tests.ui.pages.later import Later
from ui.pages.queued_model import QueuedModel


def made() -> tuple[QueuedModel, Later, list[str]]:
    model, later, said = QueuedModel(), Later(), list[str]()
    model.attach(lambda: None, later)
    return model, later, said


def test_what_comes_while_busy_is_done_in_order() -> None:
    model, later, said = made()
    for text in ("one", "two", "three"):
        model.when_free(lambda text=text: model.do(lambda: text, said.append))  # type: ignore[misc]
    for _ in range(3):
        assert model.busy and len(later.waiting) == 1
        later.next()
    assert said == ["one", "two", "three"] and not model.busy


def test_after_an_error_what_waited_is_gone_and_the_error_stays() -> None:
    model, later, said = made()

    def refuse() -> str:
        raise KnownError("trace_sold")

    model.when_free(lambda: model.do(refuse, said.append))
    model.when_free(lambda: model.do(lambda: "two", said.append))
    later.next()
    assert model.error is not None and model.error.code == "trace_sold"
    assert said == [] and later.waiting == []
