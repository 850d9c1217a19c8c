"""The fuzzer breaks what is broken, and reaches every decoder, stream and machine."""

from __future__ import annotations

import importlib.util

import pytest

from tests.long.fuzz import DECODE, MACHINE, STREAM, Targets, main, streams

Capture = pytest.CaptureFixture[str]
needs_atheris = pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is made for Linux on x86-64 only")


@needs_atheris
@pytest.mark.parametrize(("plant", "kind"), [("crash", "crash-"), ("hang", "timeout-"), ("hoard", "oom-")])
def test_a_planted_bug_is_found(capsys: Capture, plant: str, kind: str) -> None:
    assert main(["--scale", "0.1", "--plant", plant]) == 1
    assert kind in capsys.readouterr().out


def test_every_target_takes_any_input() -> None:
    targets = Targets()
    assert len(streams()) >= 10
    for sort, many in ((DECODE, targets.decoders), (STREAM, targets.streams), (MACHINE, targets.drivers)):
        for number in range(len(many)):
            for body in (b"", b"\x05\x00hello\x03\x80abc", bytes(300)):
                targets(bytes((sort,)) + number.to_bytes(2, "little") + body)
    assert targets(b"") is None  # type: ignore[func-returns-value]
