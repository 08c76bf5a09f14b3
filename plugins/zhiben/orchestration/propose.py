"""Writes a contract for a file never seen, and sees that the file can be checked by it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from zhiben.contracts import Contract, load_contract
from zhiben.errors import UsageError, ZhibenError
from zhiben.normalizing import UnreadableTableError
from zhiben.orchestration.asked import county_code
from zhiben.orchestration.check import day_of
from zhiben.orchestration.judging import hints_for, judge_reading
from zhiben.orchestration.reference import Reference, load_reference
from zhiben.proposing import Proposal, Question, contract_yaml, headings_by_shape, propose
from zhiben.reading import ReadingHints, SourceTable, UnreadableFileError, read, read_grids
from zhiben.records import KINDS
from zhiben.settings import Settings
from zhiben.vocabulary import heading_key
from zhiben.whole import write_whole

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NOT_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Wanted:
    """What the caller told of the source; the rest is found out."""

    source: str | None = None
    county: str | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Written:
    """A proposal, and where its contract lies."""

    proposal: Proposal
    path: Path
    file: Path


def propose_contract(settings: Settings, file: Path, wanted: Wanted) -> Written:
    """Write the contract proposed for ``file``.

    Raises:
        ZhibenError: when the file cannot be read as a ledger, the source's name or county is no
            name or county, or a contract lies there already; nothing is written then.
    """
    reference = load_reference(settings)
    county = _county(reference, wanted.county)
    data = _bytes_of(file)
    day = day_of(file, settings.today())
    proposals = [
        propose("new", KINDS[kind], tables, reference.vocabularies[kind], reference.units, day,
                county)
        for kind, tables in _tables(reference, file.name, data).items()
    ]  # fmt: skip
    proposal = _likeliest(reference, proposals, file.name, data, day)
    path = _path(settings, wanted, proposal, file)
    proposal = _findable(reference, replace(proposal, source=path.stem), file.name, data)
    return Written(proposal, _write(path, proposal), file)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ZhibenError(f"{file} cannot be read: {error.strerror}.") from error


def _county(reference: Reference, county: str | None) -> str | None:
    """Code of the unit that was named, or of the city itself."""
    if county is None:
        return None
    return reference.units.meant(county) or county_code(reference.units, county)


def _tables(reference: Reference, name: str, data: bytes) -> dict[str, tuple[SourceTable, ...]]:
    """The file's tables as each kind reads them.

    A kind that knows too few of the headings to find them takes those another kind found. Where
    none does, headings are told by their shape.
    """
    found: dict[str, tuple[SourceTable, ...]] = {}
    trouble: UnreadableFileError | None = None
    for kind in KINDS:
        try:
            found[kind] = _read_as(reference, kind, name, data, frozenset())
        except UnreadableFileError as error:
            trouble = error
    shaped = next(iter(found.values()), ()) or _by_shape(reference, name, data, trouble)
    return {kind: found.get(kind, shaped) for kind in KINDS}


def _by_shape(
    reference: Reference, name: str, data: bytes, trouble: UnreadableFileError | None
) -> tuple[SourceTable, ...]:
    try:
        own = headings_by_shape(read_grids(name, data, ReadingHints(lambda _text: False)))
        if own:
            return _read_as(reference, next(iter(KINDS)), name, data, own)
    except UnreadableFileError as error:
        trouble = error
    raise ZhibenError(
        f"{name} cannot be read as a ledger: {trouble}",
        "A ledger needs a row of headings with records below it.",
    )


def _read_as(
    reference: Reference, kind: str, name: str, data: bytes, own: frozenset[str]
) -> tuple[SourceTable, ...]:
    vocabulary = reference.vocabularies[kind]
    keys = set(map(heading_key, own))
    hints = ReadingHints(lambda text: vocabulary.is_heading(text) or heading_key(text) in keys)
    tables = tuple(one for one in read(name, data, hints).tables if one.headings)
    if not tables:
        raise UnreadableFileError("文件中没有台账表格。")
    return tables


def _likeliest(
    reference: Reference, proposals: Sequence[Proposal], name: str, data: bytes, day: date
) -> Proposal:
    """The kind whose fields the file fills best; of several, the one that accepts most rows."""
    best = max(map(_understood, proposals))
    tied = [one for one in proposals if _understood(one) == best]
    if len(tied) == 1:
        return tied[0]
    return max(tied, key=lambda one: _accepted(reference, one, name, data, day))


def _understood(proposal: Proposal) -> int:
    """How many fields of its kind a proposal fills, required ones three times.

    What the vocabulary knows counts twice what the cells let guess; a single heading that another
    kind knows makes no ledger of that kind.
    """
    by_field = {one.field: one.by for one in proposal.columns if one.field}
    kind = KINDS[proposal.kind]
    return sum(
        (3 if kind.field(field).required else 1) * (2 if by == "vocabulary" else 1)
        for field, by in by_field.items()
    )


def _accepted(reference: Reference, proposal: Proposal, name: str, data: bytes, day: date) -> int:
    """Rows of the file that a night would load by this proposal."""
    contract = _as_contract(proposal)
    try:
        reading = read(name, data, hints_for(reference, contract))
        return judge_reading(reference, contract, reading, day, {}, None, ()).accepted.num_rows
    except (UnreadableFileError, UnreadableTableError):
        return 0


def _path(settings: Settings, wanted: Wanted, proposal: Proposal, file: Path) -> Path:
    """Where the contract goes; its stem is the source's id."""
    folder, source = settings.contracts, wanted.source
    if wanted.out is not None and wanted.out.suffix == ".yml":
        raise UsageError(f"A contract is called <source>.yaml, not {wanted.out.name}.")
    if wanted.out is not None and wanted.out.suffix == ".yaml":
        folder, source = wanted.out.parent, source or wanted.out.stem
        if wanted.out.name != f"{source}.yaml":
            raise ZhibenError(
                f"A contract of {source!r} must be called {source}.yaml, not {wanted.out.name}.",
                "The file's name is the source's id.",
            )
    elif wanted.out is not None:
        folder = wanted.out
    source = source or _free_id(folder, proposal, file)
    if not _ID.fullmatch(source):
        raise ZhibenError(f"{source!r} is no id of a source.", "Use a-z, 0-9, - and _.")
    path = folder / f"{source}.yaml"
    if path.exists():
        raise ZhibenError(f"{path} is there already.", "Name another --source, or move it away.")
    return path


def _free_id(folder: Path, proposal: Proposal, file: Path) -> str:
    """The county's code with what is Latin of the file's name; numbered where that is taken."""
    slug = _NOT_ID.sub("-", file.stem.lower()).strip("-")
    base = f"{proposal.origin.county.lower()}-{slug or proposal.kind}"[:60].rstrip("-")
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(name for name in names if not (folder / f"{name}.yaml").exists())


def _findable(reference: Reference, proposal: Proposal, name: str, data: bytes) -> Proposal:
    """``proposal`` with unanswered headings ignored where without them no table is found."""
    contract = _as_contract(proposal)
    try:
        found = read(name, data, hints_for(reference, contract)).tables
    except UnreadableFileError:
        found = ()
    if any(table.headings for table in found):
        return proposal
    asked = [one.heading for one in proposal.columns if one.by == "asked"]
    own = [one for headings in proposal.own_columns().values() for one in headings]
    stated = {"", *map(heading_key, own)}
    known = tuple(one for one in asked if heading_key(one) not in stated)
    return replace(proposal, ignore=(*proposal.ignore, *known))


def _as_contract(proposal: Proposal) -> Contract:
    return Contract.model_validate(
        {
            "source": proposal.source,
            "county": proposal.origin.county,
            "department": proposal.origin.department,
            "kind": proposal.kind,
            "columns": proposal.own_columns(),
            "key": proposal.key,
            "ignore": proposal.ignore,
        }
    )


def _write(path: Path, proposal: Proposal) -> Path:
    """Write the contract; it is loaded back as the night would before it is left there.

    Raises:
        ContractError: when it does not load; it is taken away again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, contract_yaml(proposal).encode())
    try:
        load_contract(path)
    except ZhibenError:
        path.unlink()
        raise
    return path


def as_data(written: Written) -> dict[str, Any]:
    """What ``zhiben contract propose --json`` says."""
    proposal = written.proposal
    return {
        "source": proposal.source,
        "file": str(written.file),
        "contract": str(written.path),
        "kind": proposal.kind,
        "county": proposal.origin.county,
        "department": proposal.origin.department,
        "rows": proposal.rows,
        "columns": {one.heading: one.field for one in proposal.columns},
        "by": {one.heading: one.by for one in proposal.columns},
        "key": list(proposal.key),
        "ignore": list(proposal.ignore),
        "questions": [_question(one) for one in proposal.questions],
    }


def _question(one: Question) -> dict[str, str]:
    return {"key": one.key, "about": one.about, "question": one.words}
