"""Charts as pictures: every number beside what it measures, told apart without colour.

There are no axes with figures of their own: a digit in a chart is a number of the summary.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure

from zhiben.reporting.fonts import HEI, SONG, font_files, printable
from zhiben.reporting.summary import Chart, ChartKind, Number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

WIDTH_INCHES = 156 / 25.4
DOTS_PER_INCH = 220
LONGEST_NAME = 10
INK, SOFT, PALE = "#1a1a1a", "#6b6b6b", "#d9d9d9"
# Fills of the series side by side; the last one is the newest and the darkest.
FILLS = (("white", "////"), ("#4d4d4d", ""))
SETTINGS: dict[Any, Any] = {
    "font.family": HEI,
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": SOFT,
    "svg.hashsalt": "zhiben",
}


def draw_png(chart: Chart) -> bytes:
    """The chart for mails and for documents that are edited."""
    return _drawn(chart, "png", "path", {"Software": None})


def draw_svg(chart: Chart, *, with_text: bool) -> str:
    """The chart as lines; its letters are text where the reader has our fonts, else outlines."""
    return _drawn(chart, "svg", "none" if with_text else "path", {"Date": None}).decode()


def _drawn(chart: Chart, form: str, letters: str, metadata: dict[str, None]) -> bytes:
    _register_fonts()
    saved = BytesIO()
    with rc_context({**SETTINGS, "svg.fonttype": letters}):
        _figure(chart).savefig(saved, format=form, dpi=DOTS_PER_INCH, metadata=metadata)
    return saved.getvalue()


@cache
def _register_fonts() -> None:
    """Ours, and none that this machine has under the same name."""
    manager = font_manager.fontManager
    manager.ttflist = [face for face in manager.ttflist if face.name not in (SONG, HEI)]
    for path in font_files():
        manager.addfont(path)


def _figure(chart: Chart) -> Figure:
    height, draw = {
        ChartKind.TREND: (2.3, _trend),
        ChartKind.RANKING: (0.45 + 0.19 * len(chart.categories), _ranking),
        ChartKind.COMPARISON: (0.45 + 0.62 * len(chart.categories), _comparison),
    }[chart.kind]
    figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    draw(axes, chart)
    return figure


def _trend(axes: Axes, chart: Chart) -> None:
    """A point a category, nothing drawn over a gap."""
    places = range(len(chart.categories))
    for line in chart.series:
        heights = [_height(number) for number in line.numbers]
        known = [float("nan") if n.value is None else float(n.value) for n in line.numbers]
        axes.plot(places, known, color=INK, linewidth=1.6, marker="o", markersize=4.5)
        for place, height, number in zip(places, heights, line.numbers, strict=True):
            _say(axes, number.text, (place, height), (0, 6), ha="center", va="bottom")
    axes.set_xticks([*places], _names(chart), fontsize=8)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(0, 1.22 * max(1.0, *_heights(chart)))
    axes.margins(x=0.04)


def _ranking(axes: Axes, chart: Chart) -> None:
    """From the top down: bars, or where there is a reference, how far each is away from it."""
    aim = _aim(chart)
    if aim is None:
        _bars(axes, chart)
    else:
        _distances(axes, chart, float(aim.value or 0))


def _bars(axes: Axes, chart: Chart) -> None:
    (line,) = chart.series
    for place, number in enumerate(line.numbers):
        axes.barh(place, _height(number), 0.62, color=FILLS[-1][0])
        _say(axes, number.text, (_height(number), place), (4, 0), ha="left", va="center")
    _lay_out_bars(axes, chart)


def _distances(axes: Axes, chart: Chart, aim: float) -> None:
    """A full dot has reached the reference, a hollow one has not."""
    (line,) = chart.series
    for place, number in enumerate(line.numbers):
        value = aim if number.value is None else float(number.value)
        side = 1 if value >= aim else -1
        axes.plot((aim, value), (place, place), color=SOFT, linewidth=2.2, zorder=1)
        face = INK if side > 0 else "white"
        axes.plot(value, place, "o", color=INK, markerfacecolor=face, markersize=6, zorder=2)
        align = "left" if side > 0 else "right"
        _say(axes, number.text, (value, place), (7 * side, 0), ha=align, va="center")
    _lay_out_bars(axes, chart)
    reach = [*(float(number.value) for number in line.numbers if number.value is not None), aim]
    margin = 0.14 * max(max(reach) - min(reach), 1.0)
    axes.set_xlim(min(reach) - margin, max(reach) + margin)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(aim, color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=0)
    if chart.reference:
        words = f"┆ {chart.reference.name}{chart.reference.numbers[0].text}　● 达到　○ 未达到"
        right = (1.0, 1.0)
        axes.annotate(words, right, xycoords="axes fraction", ha="right", va="bottom")


def _comparison(axes: Axes, chart: Chart) -> None:
    """Bars side by side within a category, each named at its end."""
    share = 0.8 / max(1, len(chart.series))
    for order, line in enumerate(chart.series):
        color, hatch = FILLS[order - len(chart.series)]
        for place, number in enumerate(line.numbers):
            at = place - 0.4 + share * (order + 0.5)
            axes.barh(at, _height(number), 0.86 * share, color=color, hatch=hatch, edgecolor=INK)
            words = f"{line.name} {number.text}"
            _say(axes, words, (_height(number), at), (4, 0), ha="left", va="center")
    _lay_out_bars(axes, chart)


def _lay_out_bars(axes: Axes, chart: Chart) -> None:
    axes.set_yticks([*range(len(chart.categories))], _names(chart))
    axes.tick_params(left=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_ylim(len(chart.categories) - 0.45, -0.75 if chart.reference else -0.55)
    axes.set_xlim(0, 1.16 * max(1.0, *_heights(chart)))


def _say(
    axes: Axes, words: str, at: tuple[float, float], off: tuple[float, float], ha: str, va: str
) -> None:
    axes.annotate(
        printable(words), at, xytext=off, textcoords="offset points", ha=ha, va=va, clip_on=False
    )


def _aim(chart: Chart) -> Number | None:
    """The reference's number, where it is known."""
    numbers = chart.reference.numbers if chart.reference else ()
    return next((number for number in numbers if number.value is not None), None)


def _heights(chart: Chart) -> Sequence[float]:
    return [_height(number) for line in chart.lines for number in line.numbers] or [0.0]


def _height(number: Number) -> float:
    """How far it reaches; what is not known, and what is below zero, stays on the ground."""
    return max(0.0, float(number.value or 0))


def _names(chart: Chart) -> list[str]:
    return [_shortened(printable(category.text)) for category in chart.categories]


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
