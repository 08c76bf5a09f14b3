"""Ranked pairs beside the truth: how many are wrong when so many of the right ones are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Curve:
    """Right and wrong pairs above each threshold there is, highest first; pairs of one score stand
    or fall together.

    ``total`` right pairs exist, whether they were ranked or not.
    """

    right: npt.NDArray[np.float64]
    wrong: npt.NDArray[np.float64]
    total: int

    @classmethod
    def of(cls, scores: npt.ArrayLike, is_same: npt.ArrayLike, total: int) -> Curve:
        """The curve of pairs with these ``scores``."""
        values, flags = np.asarray(scores, np.float64), np.asarray(is_same, np.bool_)
        order = np.argsort(-values, kind="stable")
        ends = np.flatnonzero(np.r_[np.diff(values[order]) != 0, True][: len(order)])
        return cls(
            np.r_[0.0, np.cumsum(flags[order])[ends]],
            np.r_[0.0, np.cumsum(~flags[order])[ends]],
            total,
        )

    @property
    def recall(self) -> float:
        """The highest it reaches."""
        return float(self.right[-1]) / max(self.total, 1)

    def best(self) -> tuple[float, float, float]:
        """F1, precision and recall at the threshold that is best with the truth in hand."""
        found = self.right + self.wrong
        place = int(np.argmax(2 * self.right / np.maximum(found + self.total, 1)))
        right, every = float(self.right[place]), max(float(found[place]), 1.0)
        return 2 * right / (every + self.total), right / every, right / max(self.total, 1)

    def wrong_at(self, recall: float) -> float | None:
        """Wrong pairs beside the right ones that ``recall`` asks for; None where it is never
        reached.

        Among pairs of one score as many are wrong as their share says.
        """
        wanted = recall * self.total
        if wanted > self.right[-1] + 1e-9:
            return None
        place = int(np.searchsorted(self.right, wanted - 1e-9))
        if place == 0:
            return 0.0
        gained = self.right[place] - self.right[place - 1]
        share = (wanted - self.right[place - 1]) / gained
        return float(self.wrong[place - 1] + share * (self.wrong[place] - self.wrong[place - 1]))


Named = Mapping[str, Mapping[str, Curve]]  # by tool and setting


def compared(ours: Curve, rivals: Named) -> Iterator[str]:
    """Each tool in the setting and at the threshold that are best for it; then the wrong pairs of
    ours and of each, in the setting that is best there, where both find as many right ones: a
    third, half, all that ours finds."""
    yield f"ours at its best: {_told(ours)}"
    for tool, curves in rivals.items():
        best = max(curves, key=lambda name: curves[name].best()[0])
        yield f"{tool} at its best: {_told(curves[best])} ({best})"
    for recall in sorted({0.3, 0.5, ours.recall}):
        own = ours.wrong_at(recall)
        if own is None:
            continue
        yield f"at recall {recall:.3f}, {recall * ours.total:.0f} right, ours has {own:.1f} wrong"
        for tool, curves in rivals.items():
            told = [(curve.wrong_at(recall), name) for name, curve in curves.items()]
            wrong, name = min((wrong, name) for wrong, name in told if wrong is not None)
            times = f"{wrong / own:.0f} times as many" if own else "ours none"
            yield f"  {tool}: {wrong:.1f} wrong, {times} ({name})"


def _told(curve: Curve) -> str:
    f1, precision, recall = curve.best()
    return f"F1 {f1:.4f} precision {precision:.4f} recall {recall:.4f}"
