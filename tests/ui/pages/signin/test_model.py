"""Signing in without a screen: waiting times are each person's own."""

from __future__ import annotations

import pytest

from app.clock import SetClock
from app.errors import KnownError
from app.services.doorway import Notice, Tile
from ui.pages.signin.gallery import NOW, PEOPLE
from ui.pages.signin.model import SignInModel


class Door:
    """Opens for one password."""

    def __init__(self, wait: int = 0) -> None:
        self.wait = wait

    def tiles(self) -> tuple[Tile, ...]:
        return PEOPLE

    def notice(self) -> Notice:
        return Notice("柳树村卫生室", None, "")

    def sign_in(self, login: str, password: str) -> str:
        if password != "right":
            raise KnownError("password_wrong", tries=5, wait_seconds=self.wait)
        return login

    def recover(self, code: str, login: str, new_password: str) -> str:
        if code != "KEY":
            raise KnownError("recovery_wrong", tries=5, wait_seconds=60)
        return login


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


def test_the_last_one_here_is_chosen(clock: SetClock) -> None:
    assert SignInModel(Door(), clock).chosen == "李明"


def test_the_right_password_opens(clock: SetClock) -> None:
    model = SignInModel(Door(), clock)
    model.sign_in("right")
    assert model.entered == "李明"


def test_an_empty_password_asks_nobody(clock: SetClock) -> None:
    model = SignInModel(Door(), clock)
    model.sign_in("")
    assert model.entered is None and model.error is None


def test_after_too_many_wrong_ones_one_waits_but_others_do_not(clock: SetClock) -> None:
    model = SignInModel(Door(wait=30), clock)
    model.sign_in("wrong")
    assert model.wait_seconds() == 30
    model.sign_in("right")
    assert model.entered is None
    model.choose("张桂兰")
    assert model.wait_seconds() == 0 and model.error is None
    model.choose("李明")
    clock.forward(29.5)
    assert model.wait_seconds() == 1
    clock.forward(1)
    model.sign_in("right")
    assert model.entered == "李明"


def test_the_recovery_key_has_its_own_waiting_time(clock: SetClock) -> None:
    model = SignInModel(Door(), clock)
    model.forgot(True)
    model.recover("NO", "new password")
    assert model.error is not None and model.wait_seconds() == 60
    model.forgot(False)
    assert model.wait_seconds() == 0
    clock.forward(61)
    model.forgot(True)
    model.recover("KEY", "new password")
    assert model.entered == "李明"
