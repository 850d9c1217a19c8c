"""Every rule that may be overridden has words, and reasons are coded."""

from __future__ import annotations

from app.services.overrides import override_words


def test_over_dose_alone_is_signed_again() -> None:
    assert override_words().sign_again == {"RX-QTY-07", "RX-QTY-08"}


def test_titles_and_reasons_are_short_chinese() -> None:
    words = override_words()
    assert set(words.sign_again) <= set(words.titles) and words.write_out <= set(words.reasons)
    assert all(0 < len(text) <= 16 for text in (*words.titles.values(), *words.reasons.values()))


def test_every_overridable_rule_has_a_title() -> None:
    """What the engine can mark as override stands on paper in words, not as a code."""
    import re
    from importlib.resources import files

    rules = files("app").joinpath("rules", "checks")
    codes = {
        code
        for file in rules.iterdir()
        if file.name.endswith(".py")
        for code in re.findall(r'"(RX-[A-Z]+-\d+)", Severity\.OVERRIDE', file.read_text(encoding="utf-8"))
    }
    assert codes and codes <= set(override_words().titles)
