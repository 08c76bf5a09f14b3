"""What others would link a name to: the likeliest known name, and how alike it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

Known = Sequence[tuple[str, str]]  # name, target
Likeliest = list[tuple[str, float]]  # target and likeness of each name asked for


def by_rapidfuzz(names: Sequence[str], known: Known) -> Likeliest:
    """rapidfuzz's ratio of the edit distance."""
    every = [name for name, _ in known]
    found = (process.extractOne(name, every, scorer=fuzz.ratio) for name in names)
    return [(known[place][1], score) for _, score, place in found]


def by_tfidf(names: Sequence[str], known: Known) -> Likeliest:
    """Cosine of character 1- to 3-grams, weighed by TF-IDF."""
    every = [name for name, _ in known]
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit(every)
    alike = (grams.transform(names) @ grams.transform(every).T).tocsr()
    places = np.asarray(alike.argmax(axis=1)).ravel()
    scores = np.asarray(alike.max(axis=1).todense()).ravel()
    return [(known[place][1], float(s)) for place, s in zip(places, scores, strict=True)]


RIVALS: dict[str, Callable[[Sequence[str], Known], Likeliest]] = {
    "rapidfuzz": by_rapidfuzz,
    "character TF-IDF": by_tfidf,
}
