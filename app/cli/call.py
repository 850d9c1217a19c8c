"""What a command gets to work with: its arguments, the data folder, a password when it needs one."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import KnownError
from app.paths import DataFolder, data_folder
from app.texts import Texts, load_texts


@dataclass(frozen=True)
class Call:
    """One call of a command. common: --data, --password-fd, --language; args: the command's own."""

    common: argparse.Namespace
    args: argparse.Namespace
    language: str

    @property
    def words(self) -> Texts:
        """The tables of the call's language."""
        return load_texts(self.language)

    @property
    def folder(self) -> DataFolder:
        """The data folder named by --data, else the platform's."""
        return data_folder(self.common.data)

    def say(self, text: str) -> None:
        """One line for the person, at once."""
        print(text, flush=True)

    def password(self) -> str:
        """From the file descriptor of --password-fd (its first line), else typed. KnownError ``password_missing``."""
        return self.secret(self.common.password_fd, "cli.password")

    def secret(self, descriptor: int | None, asked: str) -> str:
        """Another password, the same way; ``asked``: the words it is asked for with. KnownError ``password_missing``."""
        given = self._given(descriptor) if descriptor is not None else self._typed(asked)
        if not given:
            raise KnownError("password_missing")
        return given

    def _given(self, descriptor: int) -> str:
        try:
            with os.fdopen(descriptor, encoding="utf-8", closefd=False) as pipe:
                return pipe.readline().rstrip("\r\n")
        except (OSError, ValueError) as fault:
            raise KnownError("password_missing") from fault

    def _typed(self, asked: str) -> str:
        if not sys.stdin.isatty():
            raise KnownError("password_missing")
        return getpass.getpass(self.words.say(asked))


@dataclass(frozen=True, slots=True)
class Command:
    """A command's two halves. run returns the exit code and may raise KnownError."""

    arguments: Callable[[argparse.ArgumentParser, Texts], None]
    run: Callable[[Call], int]
