"""Credit codes by the column: which are sound, all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.codes import ALPHABET, VALUES, WEIGHTS

_VALUE_OF_BYTE = np.array([VALUES.get(chr(byte), 0) for byte in range(256)])


def are_credit_codes(texts: pa.StringArray) -> pa.BooleanArray:
    """Which texts are credit codes and nothing else, all at once."""
    shaped = pc.match_substring_regex(texts, f"^[{ALPHABET}]{{18}}$")
    codes: list[Any] = texts.filter(shaped).to_pylist()
    every = "".join(codes).encode()
    values = _VALUE_OF_BYTE[np.frombuffer(every, np.uint8)].reshape(-1, 18)
    sound = -(values[:, :17] @ np.array(WEIGHTS)) % 31 == values[:, 17]
    mask = shaped.to_numpy(zero_copy_only=False).copy()
    mask[mask] = sound
    return pa.array(mask, pa.bool_())
