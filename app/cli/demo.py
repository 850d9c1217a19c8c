"""`xiangyi demo`: the workstation on its practice clinic; `--headless` plays the scripted day, `--story` tells one thing's whole way."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.call import Call
from app.texts import Texts

STORIES = ("prescription", "visit")
DAY_FOLDER, STORY_FOLDER = Path("demo-day"), Path("demo-story")


def arguments(parser: argparse.ArgumentParser, words: Texts) -> None:
    """Window, day or story, and the folder for what the latter two leave."""
    parser.add_argument("--headless", action="store_true", help=words.say("cli.demo_headless"))
    parser.add_argument("--story", choices=STORIES, help=words.say("cli.demo_story"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=words.say("cli.demo_out"))


def run(call: Call) -> int:
    """0 when every value agrees on both sides, or everything went as told."""
    if call.args.story:
        from app.demo.story import tell

        return tell(call.args.story, (call.args.out or STORY_FOLDER).resolve(), call.say)
    if call.args.headless:
        from app.demo.headless import play

        return play((call.args.out or DAY_FOLDER).resolve(), call.say)
    from app.demo.window import show

    return show(call.language)
