"""Character TF-IDF with plain tools: the rival for pairs, and the join that finds near ones."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

_WIDTH = 1 << 18


def weighed(texts: Sequence[str], lengths: Sequence[int] = (1, 2, 3)) -> sparse.csr_matrix:
    """A row of length 1 for each text: its character n-grams by rarity."""
    grams = [
        [
            zlib.crc32(f"{n}{t[i : i + n]}".encode()) % _WIDTH
            for n in lengths
            for i in range(len(t) - n + 1)
        ]
        for t in texts
    ]
    starts = np.cumsum([0, *map(len, grams)])
    ids = np.fromiter((gram for each in grams for gram in each), np.int32, starts[-1])
    rows = sparse.csr_matrix((np.ones(len(ids), np.float32), ids, starts), (len(texts), _WIDTH))
    rows.sum_duplicates()
    seen = np.bincount(rows.indices, minlength=_WIDTH)
    rows.data *= np.log((1 + len(texts)) / (1 + seen)).astype(np.float32)[rows.indices]
    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags((1 / np.maximum(norms, 1e-9)).astype(np.float32)) @ rows


def cosines(
    texts: Sequence[str], left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]
) -> npt.NDArray[np.float32]:
    """The cosine of each pair of texts."""
    rows = weighed(texts)
    return np.concatenate(
        [
            np.asarray(
                rows[left[at : at + 50_000]].multiply(rows[right[at : at + 50_000]]).sum(axis=1)
            ).ravel()
            for at in range(0, len(left), 50_000)
        ]
    )
