"""Today's list at the measuring table, and the find box above it."""

from __future__ import annotations

from app.domain.person import ResidentRow
from app.services.queue import QueueRow, QueueState
from ui.pages.measuring.ports import People, Today
from ui.pages.page_model import PageModel


class Roster(PageModel):
    """``found`` stands in place of the list while something is typed: the list never jumps under the hand."""

    def __init__(self, people: People, queue: Today) -> None:
        super().__init__()
        self._people, self._queue = people, queue
        self.rows: tuple[QueueRow, ...] = ()
        self.village = ""
        self.query = ""
        self.found: tuple[ResidentRow, ...] = ()

    def reload(self) -> None:
        """Today's visits, in a worker: two hundred of them take their time."""
        self._run(lambda: tuple(self._queue.today(finished=True)), self._listed, self.fail)

    def find(self, text: str) -> None:
        """What stands in the find box, letter by letter."""
        self.query = text
        self.found = tuple(self._people.search(text)) if text.strip() else ()
        self.changed()

    def waiting(self) -> tuple[QueueRow, ...]:
        """Those still to be measured, of the chosen village."""
        return tuple(row for row in self._of_village() if row.state is QueueState.MEASURING)

    def done(self) -> tuple[QueueRow, ...]:
        """Those handed to the doctor."""
        return tuple(row for row in self._of_village() if row.state is not QueueState.MEASURING)

    def villages(self) -> tuple[str, ...]:
        """The villages of today's list."""
        return tuple(sorted({row.village for row in self.rows if row.village}))

    def choose_village(self, village: str) -> None:
        """Show one village only; '' = all."""
        self.village = village
        self.changed()

    def homonym(self, row: QueueRow) -> bool:
        """Whether another one of today has the same name: card or slip is wanted then."""
        return any(other.name == row.name and other.person != row.person for other in self.rows)

    def visit_of(self, person: str) -> str:
        """A resident's open visit of today, '' for none."""
        return next((row.encounter for row in self.rows if row.person == person and row.state is not QueueState.FINISHED), "")

    def _of_village(self) -> tuple[QueueRow, ...]:
        return tuple(row for row in self.rows if not self.village or row.village == self.village)

    def _listed(self, rows: tuple[QueueRow, ...]) -> None:
        self.rows = rows
        if self.village and self.village not in self.villages():
            self.village = ""
        self.changed()
