"""Errors a user may meet: a code and its facts; the words are looked up in app.texts."""

from __future__ import annotations


class KnownError(Exception):
    """Something in the surroundings went wrong and the user can be told what to do.

    ``code`` names a message under ``error.`` in the text tables; ``facts`` fill its
    placeholders and never hold a name, a phone number or an ID number.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({shown})"


class NotAllowed(KnownError):
    """The signed-in person lacks the permission for a verb."""

    def __init__(self, permission: str) -> None:
        super().__init__("not_allowed", permission=permission)
        self.permission = permission
