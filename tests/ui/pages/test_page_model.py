"""One act at a time, its known error kept for the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from app.errors import KnownError
from ui.pages.page_model import PageModel

T = TypeVar("T")


class Later:
    """Work that is done when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KnownError], None], /) -> None:
        self.waiting.append(lambda: done(work()))


def test_result_is_handed_over_and_told() -> None:
    model = PageModel()
    told: list[int] = []
    got: list[int] = []
    model.attach(lambda: told.append(1), model._run)
    model.do(lambda: 42, got.append)
    assert (got, told, model.busy, model.error) == ([42], [1], False, None)


def test_known_error_is_kept_until_the_next_act() -> None:
    model = PageModel()

    def refuse() -> None:
        raise KnownError("busy")

    model.do(refuse, lambda _: pytest.fail("no result"))
    assert model.error is not None and model.error.code == "busy"
    model.do(lambda: None, lambda _: None)
    assert model.error is None


def test_second_act_waits_for_the_first() -> None:
    model, later = PageModel(), Later()
    got: list[int] = []
    model.attach(lambda: None, later)
    model.do(lambda: 1, got.append)
    model.do(lambda: 2, got.append)
    later.waiting[0]()
    assert (got, len(later.waiting), model.busy) == ([1], 1, False)
