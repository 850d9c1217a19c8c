"""What another place says of a record that is here: what never changes has to be the same."""

from __future__ import annotations


class Differs(Exception):
    """A record that is here already says something else in what never changes; ``names`` of the fields."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


def same(here: object, there: object, *names: str) -> None:
    """Raises Differs where one of the named fields says something else."""
    changed = [name for name in names if getattr(here, name) != getattr(there, name)]
    if changed:
        raise Differs(*changed)
