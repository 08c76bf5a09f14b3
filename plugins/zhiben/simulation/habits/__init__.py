"""Habits of clerks that a clean export never shows, each a small named thing, put over a ledger.

Each habit changes how rows look and nothing of what they say, except where a careful reader would
take more (a section row) or less (a value in a wrong column) from them; the truth follows.
"""

from zhiben.simulation.habits.arranging import ledger_sheets

__all__ = ["ledger_sheets"]
