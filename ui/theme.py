"""Puts the tokens onto the application: fonts, palette, a small style sheet, and sizes that follow the chosen scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui import tokens as t

FAMILY = "Noto Sans SC"
FONTS = Path(__file__).resolve().parent.parent / "packaging" / "fonts"

_scale = t.DEFAULT_SCALE
_loaded = False


def apply(app: QApplication, scale: float = t.DEFAULT_SCALE) -> None:
    """Fusion with our fonts, palette and sizes. Windows made before must be made again to follow a new scale."""
    global _scale
    _scale = scale
    _load_fonts()
    wanted = sheet()
    worn = app.styleSheet() == wanted  # set once more, all widgets would be dressed once more
    if not worn:
        app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(palette())
    if not worn:
        app.setStyleSheet(wanted)


def px(size: float) -> int:
    """A length at 100 % in pixels of the present scale."""
    return round(size * _scale)


def scale() -> float:
    """The present scale: 1.0, 1.2 or 1.4."""
    return _scale


def font(size: float = t.BODY, bold: bool = False) -> QFont:
    """Our face at a size given in pixels at 100 %. Its digits all have one width, so columns of numbers line up."""
    face = QFont(FAMILY)
    face.setPixelSize(px(size))
    face.setBold(bold)
    face.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return face


def set_tone(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet looks at, and have it looked at again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette() -> QPalette:
    """Fusion's colours for what the style sheet leaves alone: combo boxes, tables, check boxes, scroll bars."""
    colours = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, t.CANVAS),
        (role.WindowText, t.TEXT),
        (role.Base, t.SURFACE),
        (role.AlternateBase, "#f8fafb"),
        (role.Text, t.TEXT),
        (role.Button, "#f0f3f5"),
        (role.ButtonText, t.TEXT),
        (role.ToolTipBase, t.SURFACE),
        (role.ToolTipText, t.TEXT),
        (role.PlaceholderText, t.SECONDARY),
        (role.Highlight, t.SELECTION),
        (role.HighlightedText, t.SELECTION_TEXT),
        (role.Accent, t.PRIMARY),
        (role.Link, t.PRIMARY),
    ):
        colours.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.DISABLED))
    return colours


def sheet() -> str:
    """The style sheet: frames, labels, text fields, buttons and headers only.

    Items of lists are never styled here (padding would apply to the styled state alone and rows overlap), nor combo boxes.
    """
    edit = px(t.TARGET) - 4  # two border lines above and below
    return f"""
QFrame[surface="card"] {{ background: {t.SURFACE}; border: 1px solid {t.HAIRLINE}; border-radius: {t.RADIUS}px; }}
QFrame[surface="lit"] {{ background: {t.Tone.OK.value.ground}; border: 4px solid {t.Tone.OK.value.ink}; border-radius: {t.RADIUS}px; }}
QFrame[surface="armed"] {{ background: {t.SURFACE}; border: 3px solid {t.Tone.OK.value.ink}; border-radius: {t.RADIUS}px; }}
QFrame[surface="bar"] {{ background: {t.SURFACE}; border: none; border-bottom: 1px solid {t.HAIRLINE}; }}
QFrame[surface="foot"] {{ background: {t.SURFACE}; border: none; border-top: 1px solid {t.HAIRLINE}; }}
QFrame[surface="line"] {{ background: {t.HAIRLINE}; border: none; }}
{_tones('QFrame[surface="%s"]', f"border-radius: {t.RADIUS}px;")}
QLabel[ink="secondary"] {{ color: {t.SECONDARY}; }}
{_inks()}
QLineEdit {{ min-height: {edit}px; padding: 0 {t.S}px; border: 1px solid {t.BORDER}; border-radius: {t.RADIUS}px;
  background: {t.SURFACE}; margin: 1px; }}
QLineEdit:focus {{ border: 2px solid {t.PRIMARY}; margin: 0; }}
QLineEdit:read-only, QLineEdit:disabled {{ background: {t.SUNKEN}; border-color: #b6c0ca; color: {t.SECONDARY}; }}
QLineEdit[state="warn"] {{ background: {t.Tone.WARN.value.ground}; border-color: {t.Tone.WARN.value.ink}; }}
QLineEdit[state="danger"] {{ background: {t.Tone.DANGER.value.ground}; border-color: {t.Tone.DANGER.value.ink}; }}
QPlainTextEdit {{ border: 1px solid {t.BORDER}; border-radius: {t.RADIUS}px; background: {t.SURFACE}; padding: 2px; margin: 1px; }}
QPlainTextEdit:focus {{ border: 2px solid {t.PRIMARY}; margin: 0; }}
{_buttons(px(t.TARGET) - 4)}
QHeaderView {{ background: {t.SUNKEN}; border: none; }}
QHeaderView::section {{ background: {t.SUNKEN}; color: {t.SECONDARY}; border: none; border-bottom: 1px solid {t.HAIRLINE};
  padding: {t.XS}px {t.S}px; font-weight: bold; }}
"""


def _tones(selector: str, more: str = "") -> str:
    return "\n".join(
        f"{selector % tone.name.lower()} {{ background: {tone.value.ground}; border: 1px solid {tone.value.line}; {more} }}"
        for tone in t.Tone
    )


def _inks() -> str:
    return "\n".join(f'QLabel[ink="{tone.name.lower()}"] {{ color: {tone.value.ink}; }}' for tone in t.Tone)


def _buttons(height: int) -> str:
    danger = t.Tone.DANGER.value
    return f"""
QPushButton {{ min-height: {height}px; padding: 0 {t.M}px; border: 1px solid {t.BORDER}; border-radius: {t.RADIUS}px;
  background: {t.SURFACE}; color: {t.TEXT}; margin: 1px; }}
QPushButton:hover {{ background: {t.PRIMARY_SOFT}; }}
QPushButton:pressed {{ background: {t.SELECTION}; }}
QPushButton:focus {{ border: 2px solid {t.PRIMARY}; margin: 0; }}
QPushButton:disabled {{ color: {t.DISABLED}; background: {t.SUNKEN}; border-color: {t.HAIRLINE}; }}
QPushButton:checked {{ background: {t.SELECTION}; color: {t.SELECTION_TEXT}; border: 2px solid {t.PRIMARY}; margin: 0; font-weight: bold; }}
QPushButton[bar="focused"] {{ border-color: {t.PRIMARY}; }}
QPushButton[kind="primary"] {{ background: {t.PRIMARY}; border-color: {t.PRIMARY_DARK}; color: #ffffff; font-weight: bold; }}
QPushButton[kind="primary"]:hover {{ background: {t.PRIMARY_DARK}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.SELECTION_TEXT}; margin: 0; }}
QPushButton[kind="primary"]:disabled {{ background: {t.SUNKEN}; color: {t.DISABLED}; border-color: {t.HAIRLINE}; }}
QPushButton[kind="danger"] {{ background: {danger.ground}; border-color: {danger.ink}; color: {danger.ink}; font-weight: bold; }}
QPushButton[kind="danger"]:disabled {{ background: {t.SUNKEN}; color: {t.DISABLED}; border-color: {t.HAIRLINE}; }}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; color: {t.PRIMARY}; }}
QPushButton[kind="quiet"]:hover {{ background: {t.PRIMARY_SOFT}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {t.PRIMARY}; margin: 0; }}
QPushButton[kind="quiet"]:disabled {{ color: {t.DISABLED}; }}
"""


def _load_fonts() -> None:
    global _loaded
    if _loaded:
        return
    for file in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    _loaded = True


def quiet_for_pictures(app: QApplication) -> None:
    """No blinking cursor and no animation, so that two pictures of one page are equal."""
    app.setCursorFlashTime(0)
    for effect in (Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateMenu):
        QApplication.setEffectEnabled(effect, False)
