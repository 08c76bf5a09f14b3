"""How findings are worded: things, faults, places and asides, as people list them in a file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import yaml
from pydantic import ValidationError

from zhiben.documents import read_yaml
from zhiben.remembering import Last
from zhiben.strict import Strict
from zhiben.vocabulary.load import VocabularyError, absent, refusal

if TYPE_CHECKING:
    from pathlib import Path

WORDING = "wording.yaml"

Words = tuple[str, ...]


class Asides(Strict):
    """What opens a clause that says nothing of the hazard itself."""

    consequences: Words
    citations: Words
    demands: Words
    openings: Words
    clauses: Words


class Wording(Strict):
    """The words of findings; see the head of ``wording.yaml`` for the signs in ``defects``.

    ``digest`` changes whenever the file does: what was read with another one must be read again.
    """

    denials: Words
    asides: Asides
    spots: Words
    variants: dict[str, str]
    objects: dict[str, Words]
    parts: dict[str, str]
    accessories: Words = ()
    defects: dict[str, Words]
    alike: tuple[Words, ...]
    vague: Words
    sound: dict[str, Words]
    done: Words
    minor: Words
    within: dict[str, Words]
    rooms: dict[str, Words]
    digest: str = ""


_LAST: Last[Wording] = Last()


def load_wording(folder: Path) -> Wording:
    """The wording that ``folder`` (``include/vocabulary``) holds.

    Raises:
        VocabularyError: on a missing or broken file, an unknown key, or a fault or thing that is
            referred to and not listed.
    """
    path = folder / WORDING
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise absent(path) from error
    return _LAST.of((path, data), lambda: _read(path, data))


def _read(path: Path, data: bytes) -> Wording:
    try:
        wording = Wording.model_validate(read_yaml(data))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name}: no readable YAML: {error}") from error
    except ValidationError as error:
        raise refusal(path, error) from error
    _check(wording, path.name)
    return wording.model_copy(update={"digest": hashlib.sha256(data).hexdigest()[:16]})


def _check(wording: Wording, name: str) -> None:
    faults = {
        *wording.sound,
        *wording.vague,
        *(fault for group in wording.alike for fault in group),
    }
    if unknown := sorted(faults - wording.defects.keys()):
        raise VocabularyError(f"{name}: no fault is called {', '.join(unknown)}.")
    rooms = {
        *wording.minor,
        *wording.within,
        *(room for each in wording.within.values() for room in each),
    }
    if unknown := sorted(rooms - wording.rooms.keys()):
        raise VocabularyError(f"{name}: no room is called {', '.join(unknown)}.")
    things = {*wording.parts, *wording.parts.values(), *wording.accessories}
    if unknown := sorted(things - wording.objects.keys()):
        raise VocabularyError(f"{name}: no thing is called {', '.join(unknown)}.")
