"""One act at a time, its known error kept for the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from app.errors import KnownError
from tests.ui.pages.later import Later
from ui.pages.page_model import PageModel, Rereading

T = TypeVar("T")


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


def test_news_while_a_list_is_read_make_it_be_read_once_more() -> None:
    model, later, shown, told = PageModel(), Later(), list[int](), list[int]()
    model.attach(lambda: told.append(1), later)
    numbers = iter(range(1, 9))
    reading = Rereading(model, lambda: lambda: next(numbers), shown.append)
    reading.read()
    reading.read()
    reading.read()
    assert reading.under_way and len(later.waiting) == 1
    later.next()
    assert (shown, told, len(later.waiting)) == ([1], [1], 1)
    later.next()
    assert (shown, later.waiting, reading.under_way) == ([1, 2], [], False)


def test_what_an_act_overtook_is_read_once_more_and_never_shown() -> None:
    model, shown, facts, heard = PageModel(), list[str](), ["before"], list[Callable[[], None]]()

    def run(work: Callable[[], T], done: Callable[[T], None], _: Callable[[KnownError], None]) -> None:
        """Done in another thread, heard of later."""
        heard.append(partial(done, work()))

    def write() -> str:
        facts[0] = "after"
        return facts[0]

    model.attach(lambda: None, run)
    Rereading(model, lambda: lambda: facts[0], shown.append).read()
    model.do(write, shown.append)
    heard.pop()()
    assert shown == ["after"] and not model.busy
    heard.pop()()
    assert shown == ["after"] and len(heard) == 1
    heard.pop()()
    assert shown == ["after", "after"]


def test_a_list_that_could_not_be_read_can_be_read_again() -> None:
    model, shown = PageModel(), list[int]()
    answers = [KnownError("busy"), None]

    def work() -> int:
        error = answers.pop(0)
        if error is not None:
            raise error
        return 7

    reading = Rereading(model, lambda: work, shown.append)
    reading.read()
    assert model.error is not None and not reading.under_way and shown == []
    reading.read()
    assert shown == [7]
