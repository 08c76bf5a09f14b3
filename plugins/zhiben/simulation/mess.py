"""How untidy the departments are: levels, each mostly a set of shares between 0 and 1."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiben.errors import UsageError
from zhiben.simulation.model import HABITS


@dataclass(frozen=True)
class Mess:
    """Shares of rows, cells or deliveries that are untidy in one way each."""

    fault: float = 0.0  # rows that must be quarantined
    blank: float = 0.03  # optional cells left empty
    blank_site: float = 0.0
    blank_word: float = 0.0  # level or status left empty
    foreign_date: float = 0.0  # dates spelled otherwise than the column's habit
    spaces: float = 0.0
    full_width: float = 0.0
    rename: float = 0.0  # enterprises written otherwise than registered
    missing_code: float = 0.0
    odd_code: float = 0.0  # lower case, blanks, full-width: readable after all
    broken_code: float = 0.0
    old_number: float = 0.0  # 15 digits
    wrong_code: float = 0.0  # another enterprise's code
    nameless: float = 0.0  # only a valid code names the enterprise
    swap: float = 0.0  # words exchanged for like ones
    typo: float = 0.0
    same_words: float = 0.32  # second reports that happen to use the first one's words
    several: float = 0.03  # findings of one place that share a cell
    reworded: float = 0.0  # entries whose text is corrected later
    gone: float = 0.0  # entries that leave a full ledger
    stale: float = 0.0  # second reports that never follow what happens
    irregular: float = 0.0  # deliveries that are missing, late or sent twice
    late_nights: int = 1  # the latest a late delivery comes
    corrected: float = 0.0  # full ledgers in which rows are out of date, and which are sent again
    litter: float = 0.0  # blank rows, repeated headings, unfilled rows
    most_in_cell: int = 2  # findings
    habits: tuple[str, ...] = ()  # clerks have each of these, see the package habits


LEVELS = {
    "clean": Mess(),
    "ordinary": Mess(
        fault=0.01,
        blank=0.06,
        blank_site=0.03,
        blank_word=0.004,
        foreign_date=0.05,
        spaces=0.02,
        full_width=0.01,
        rename=0.25,
        missing_code=0.10,
        odd_code=0.04,
        broken_code=0.02,
        old_number=0.02,
        nameless=0.002,
        swap=0.15,
        typo=0.01,
        several=0.06,
        reworded=0.01,
        gone=0.005,
        stale=0.03,
        irregular=0.06,
        litter=0.4,
    ),
    "nasty": Mess(
        fault=0.04,
        blank=0.12,
        blank_site=0.06,
        blank_word=0.01,
        foreign_date=0.20,
        spaces=0.06,
        full_width=0.04,
        rename=0.45,
        missing_code=0.25,
        odd_code=0.10,
        broken_code=0.05,
        old_number=0.05,
        wrong_code=0.001,
        nameless=0.005,
        swap=0.30,
        typo=0.04,
        same_words=0.2,
        several=0.08,
        reworded=0.03,
        gone=0.01,
        stale=0.08,
        irregular=0.12,
        litter=0.9,
    ),
}
LEVELS["unsettled"] = replace(
    LEVELS["ordinary"], irregular=0.3, late_nights=6, corrected=0.15, gone=0.03
)
LEVELS["habits"] = replace(
    LEVELS["nasty"], irregular=0.0, several=0.15, most_in_cell=5, habits=HABITS
)


def mess_level(name: str) -> Mess:
    """The mess called ``name``.

    Raises:
        UsageError: when there is no such level.
    """
    if name not in LEVELS:
        raise UsageError(f"{name!r} is no level of mess.", f"Use one of {', '.join(LEVELS)}.")
    return LEVELS[name]


def with_habits(mess: Mess, habits: Sequence[str] | None) -> Mess:
    """``mess`` with only those of its habits that are named; all where None are.

    Raises:
        UsageError: when there is no such habit.
    """
    if habits is None:
        return mess
    if unknown := [name for name in habits if name not in HABITS]:
        raise UsageError(f"{unknown[0]!r} is no habit.", f"Use some of {', '.join(HABITS)}.")
    return replace(mess, habits=tuple(name for name in mess.habits if name in habits))
