"""The trained model of hazards: a versioned file, and what it makes of findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from zhiben.errors import ZhibenError
from zhiben.matching.columns import Columns, Flags, Floats, columns_of
from zhiben.matching.hazards import HazardReader
from zhiben.matching.meaning import KnownHazards, Meaning, unit_rows
from zhiben.matching.model import Told
from zhiben.remembering import Last
from zhiben.vocabulary.wording import Wording

FORMAT = 3
SHIPPED = Path(__file__).parent / "models" / "hazards.npz"
_LAST: Last[HazardModel] = Last()


class HazardModelError(ZhibenError):
    """A model file that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Knowledge:
    """What is known of things, faults and rooms beyond one text, by their numbers.

    Square tables of what belongs together, and which things are accessories of others.
    """

    is_part: Flags
    is_alike: Flags
    is_within: Flags
    is_accessory: Flags


@dataclass(frozen=True)
class HazardModel:
    """Reads findings into columns that can be compared.

    ``version`` names file and wording: what was computed under another is computed anew.
    """

    version: str
    reader: HazardReader
    meaning: Meaning
    kinds: KnownHazards
    known: Knowledge

    def columns(self, told: Sequence[Told]) -> Columns:
        """What each record brings to any comparison; computed once a record."""
        return columns_of(told, self.reader, self.meaning, self.kinds)


def load_model(wording: Wording, path: Path = SHIPPED) -> HazardModel:
    """The model of ``path`` with the words of ``wording``; read anew only where either changed.

    Raises:
        HazardModelError: when the file is missing, damaged or of another format.
    """
    return _LAST.of((path, _state_of(path), wording.digest), lambda: _load(wording, path))


def _state_of(path: Path) -> tuple[int, ...]:
    """Another one once the file is written anew."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _load(wording: Wording, path: Path) -> HazardModel:
    try:
        with path.open("rb") as data, np.load(data, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(str(arrays["about"]))
        if about["format"] != FORMAT:
            raise HazardModelError(
                f"{path}: format {about['format']}, and {FORMAT} is read.", "Train it anew."
            )
        meaning = Meaning(
            arrays["weights"].astype(np.float32),
            _floats(arrays["of_words"], arrays["scale_of_words"]),
            arrays["of_sentence"].astype(np.float32),
        )
        middles = unit_rows(arrays["kinds"].astype(np.float32))
        kinds = KnownHazards(tuple(map(str, arrays["names"])), middles)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise HazardModelError(f"{path}: no readable model: {error}", "Train it anew.") from error
    reader = HazardReader(wording)
    version = f"{about['version']}+{wording.digest}"
    return HazardModel(version, reader, meaning, kinds, knowledge(wording, reader))


def save_model(
    path: Path,
    meaning: Meaning,
    kinds: KnownHazards,
    version: str,
    figures: Mapping[str, object],
) -> None:
    """Write ``meaning`` and ``kinds`` to ``path``, with the figures they were found to reach.

    The map of words is most of the file: it is kept in whole numbers of a byte, by columns.
    """
    scale = np.abs(meaning.of_words).max(axis=0) / 127
    about = {"format": FORMAT, "version": version, "figures": dict(figures)}
    np.savez_compressed(
        path,
        about=np.array(json.dumps(about, ensure_ascii=False)),
        weights=meaning.weights.astype(np.float16),
        of_words=np.rint(meaning.of_words / np.maximum(scale, 1e-9)).astype(np.int8),
        scale_of_words=scale.astype(np.float32),
        of_sentence=meaning.of_sentence.astype(np.float16),
        kinds=np.rint(127 * kinds.middles).astype(np.int8),
        names=np.array(kinds.names),
    )


def _floats(numbers: npt.NDArray[np.int8], scale: npt.NDArray[np.float32]) -> Floats:
    return np.asarray(numbers.astype(np.float32) * scale, np.float32)


def knowledge(wording: Wording, reader: HazardReader) -> Knowledge:
    """What ``wording`` knows of things, faults and rooms, as tables of numbers."""
    things = {name: number for number, name in enumerate(reader.things)}
    faults = {name: number for number, name in enumerate(reader.faults)}
    is_part = np.zeros((len(things), len(things)), np.bool_)
    for part, whole in wording.parts.items():
        is_part[things[part], things[whole]] = is_part[things[whole], things[part]] = True
    is_alike = np.eye(len(faults), dtype=np.bool_)
    for group in wording.alike:
        numbers = [faults[name] for name in group]
        is_alike[np.ix_(numbers, numbers)] = True
    rooms = len(reader.places.rooms) + 1
    is_within = np.zeros((rooms, rooms), np.bool_)
    for part_room, whole_room in reader.places.within:
        is_within[part_room, whole_room] = True
    is_accessory = np.array([name in wording.accessories for name in reader.things], np.bool_)
    return Knowledge(is_part, is_alike, is_within, is_accessory)
