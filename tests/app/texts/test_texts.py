"""Messages: parts, facts, words of other tables, and what is shown when something is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import texts
from app.errors import KnownError, NotAllowed
from app.texts import Message, Texts, choose_language, error_text, load_texts, reason_text, text


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    choose_language("zh_CN")


SMALL = Texts(
    "xx",
    {
        "error": {"full": Message("{who:role} came at {when}", "kept {n}", "go"), "plain": "only this", "unknown": "code {code}"},
        "role": {"nurse": "the nurse"},
        "device": {"bug": "broken"},
    },
)


def test_an_error_has_three_parts() -> None:
    told = SMALL.error(KnownError("full", who="nurse", when="08:00", n=3))
    assert told == Message("the nurse came at 08:00", "kept 3", "go")
    assert str(told) == "the nurse came at 08:00\nkept 3\ngo"


def test_a_plain_sentence_is_all_what() -> None:
    assert SMALL.error(KnownError("plain")) == Message("only this")


def test_a_missing_fact_hides_nothing_and_an_unknown_word_stays() -> None:
    assert SMALL.error(KnownError("full", who="cook")).what == "cook came at ?"


def test_an_error_without_words_is_named_by_its_code() -> None:
    assert SMALL.error(KnownError("new_code")).what == "code new_code"
    assert SMALL.reason("never_seen").what == "broken"


def test_an_unknown_key_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        SMALL.say("role.cook")


def test_the_chosen_language_is_used() -> None:
    assert "已经打开" in error_text(KnownError("already_open")).what
    choose_language("en")
    assert texts.chosen_language() == "en"
    assert "already open" in error_text(KnownError("already_open")).what
    assert "已经打开" in error_text(KnownError("already_open"), "zh_CN").what
    assert reason_text("too_many", {"limit": 8}).what == "Too many devices are connected; the limit is 8."


def test_other_tables_are_reached_by_key() -> None:
    assert text("parked.sync_waits") == "在等另一条未被接受的记录"
    assert load_texts("zh_CN").word("check", "pregnancy") == "妊娠"
    assert "“store.read”" in error_text(NotAllowed("store.read"), "zh_CN").what


def test_an_unknown_language_is_none() -> None:
    with pytest.raises(FileNotFoundError):
        choose_language("tlh")
    assert texts.chosen_language() == "zh_CN"
