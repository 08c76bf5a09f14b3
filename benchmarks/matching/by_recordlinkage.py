# /// script
# requires-python = ">=3.11"
# dependencies = ["recordlinkage==0.16", "pandas==2.3.3"]
# ///
"""Ranks pairs of ledger rows by recordlinkage; run by ``item_rivals.py`` through uv.

Its newest release wants a pandas older than ours, so it has an environment of its own.
"""

from __future__ import annotations

import sys

import pandas as pd
import recordlinkage

ALIKE = (0.5, 0.6, 0.7)  # from which ECM, which knows yes and no only, takes a likeness for a yes


def main() -> None:
    """Read rows, rank pairs of two sources of one enterprise, write them."""
    given, found = sys.argv[1:]
    texts = ["enterprise", "source", "site", "text"]
    rows = pd.read_csv(given, parse_dates=["found_on"], dtype=dict.fromkeys(texts, str))
    rows = rows.fillna({"site": "", "text": ""}).set_index("row")
    index = recordlinkage.Index()
    index.block("enterprise")
    pairs = index.index(rows)
    left, right = (rows.loc[pairs.get_level_values(side), "source"].to_numpy() for side in (0, 1))
    likeness = _likeness(rows, pairs[left != right])
    ranked = likeness.index.to_frame(index=False, name=["left", "right"])
    ranked["sum of likenesses"] = likeness.sum(axis=1).to_numpy()
    for alike in ALIKE:
        classifier = recordlinkage.ECMClassifier(binarize=alike)
        classifier.fit(likeness)
        ranked[f"ECM from {alike}"] = classifier.prob(likeness).to_numpy()
    ranked.to_csv(found, index=False)


def _likeness(rows: pd.DataFrame, pairs: pd.MultiIndex) -> pd.DataFrame:
    rows = rows.assign(
        site=rows["site"].where(rows["site"] != "", None),
        day=(rows["found_on"] - rows["found_on"].min()).dt.days,
    )
    compare = recordlinkage.Compare()
    compare.string("text", "text", method="jarowinkler", label="text")
    compare.string("site", "site", method="jarowinkler", label="site", missing_value=0.5)
    compare.numeric("day", "day", method="gauss", scale=5, label="day")
    return compare.compute(pairs, rows)


if __name__ == "__main__":
    main()
