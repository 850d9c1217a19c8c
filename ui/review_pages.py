"""The pharmacist's pages under one entry of the rail, sheets that wait and the monthly review of a lot; and the numbers, a manager's too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.clock import Clock
from app.services.clinic import Clinic
from app.services.printers import Printers
from app.services.review_numbers import ReviewNumbers
from app.services.rx_comment import RxComments
from app.services.rx_comment_paper import CommentPaper
from ui.bridge import Bridge
from ui.heard import on_change
from ui.pages.pharmacist.model import ReviewModel
from ui.pages.pharmacist.page import ReviewPage
from ui.pages.rx_comment.model import CommentModel
from ui.pages.rx_comment.page import CommentPage
from ui.pages.rx_report.model import NumbersModel
from ui.pages.rx_report.page import NumbersPage
from ui.pages.tabbed import Tab, Tabbed

WAITING, COMMENTS, NUMBERS = "waiting", "comments", "numbers"
_CONCERNED = frozenset({"prescription", "review_step"})


class ReviewPages(Tabbed):
    """What waits is in front to begin with."""

    def __init__(self, clinic: Clinic, bridge: Bridge, clock: Clock) -> None:
        self._clinic, self._bridge, self._clock = clinic, bridge, clock
        tabs = (
            Tab(WAITING, QCoreApplication.translate("ReviewPages", "To review"), self._waiting),
            Tab(COMMENTS, QCoreApplication.translate("ReviewPages", "Monthly review"), self._comments),
        )
        super().__init__(QCoreApplication.translate("ReviewPages", "Review"), tabs)

    @property
    def waiting(self) -> ReviewPage:
        """The page of what waits, in front."""
        found = self.open(WAITING)
        assert isinstance(found, ReviewPage)
        return found

    def _waiting(self) -> ReviewPage:
        clinic = self._clinic
        made = ReviewPage(ReviewModel(clinic.reviewing, self._clock, lambda: clinic.desk.who.name), self._bridge)
        on_change(made, clinic, self._bridge, _CONCERNED, made.arrived)
        return made

    def _comments(self) -> CommentPage:
        desk = self._clinic.desk
        comments = RxComments(desk, lambda: self._clinic.prescribing.products)
        made = CommentPage(CommentModel(comments, CommentPaper(desk, comments)), self._bridge, Printers(desk))

        def answered() -> None:
            if not made.model.busy:
                made.model.load()

        on_change(made, self._clinic, self._bridge, frozenset({"rx_comment_answer"}), answered)
        return made


def numbers_page(clinic: Clinic, bridge: Bridge) -> NumbersPage:
    """Prescribing in numbers, for pharmacist and manager."""
    numbers = ReviewNumbers(clinic.desk, lambda: clinic.prescribing.products)
    return NumbersPage(NumbersModel(numbers), bridge, Printers(clinic.desk))
