"""`xiangyi demo`: the workstation on its practice clinic; `--headless` plays the scripted day and tells by its exit code."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.texts import Texts


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Window or script, and the folder for what the script leaves."""
    parser.add_argument("--headless", action="store_true", help=words.say("cli.demo_headless"))
    parser.add_argument("--out", type=Path, metavar="DIR", default=Path("demo-day"), help=words.say("cli.demo_out"))


def run(call: Call) -> int:
    """0 when every value agrees on both sides."""
    if call.args.headless:
        from app.demo.headless import play

        return play(call.args.out.resolve(), call.say)
    from app.demo.window import show

    return show(call.language)
