"""The form each department fills in: its columns, headings, words and habits, fixed for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from zlib import crc32

from zhiben.simulation.catalog import Catalog, Column, Department, WordStyle
from zhiben.simulation.kinds import CSV, EVERY, XLS, XLSX, FileKind
from zhiben.simulation.mess import Mess
from zhiben.simulation.model import Unit

DATE_STYLES = ("%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y年%-m月%-d日", "%Y%m%d")
EXCEL_FORMATS = ("yyyy-mm-dd", "yyyy/m/d", "mm-dd-yy")
_ODD_SHARE = 0.05
_DELTA_SHARE = 0.1  # of the departments that usually send all
_WEEKLY_SHARE = 0.06
_MOST_XLS_ROWS = 60_000
_KIND_SHARES = {XLSX: 0.55, XLS: 0.15, CSV: 0.3}


@dataclass(frozen=True)
class Used:
    """A column as one form has it."""

    field: str
    heading: str
    group: str
    origin: str  # headings | odd | ignored


_COUNTY = Used("county", "所属县区", "单位信息", "headings")
_ROLES = tuple(
    Used(field, heading, "整改责任单位", "headings")
    for field, heading in (
        ("owner", "建设"),
        ("designer", "设计"),
        ("builder", "施工"),
        ("supervisor", "监理"),
    )
)


@dataclass(frozen=True)
class Layout:
    """What stands around the records of a form."""

    title: str
    unit_line: str
    heading_rows: int
    total: str
    note: str
    signature: str
    is_signature_spread: bool
    has_cover: bool
    is_split_by_year: bool
    repeat_every: int  # records between repeated headings; 0 never
    unfilled_count: int
    top_blank_count: int
    sheet: str


@dataclass(frozen=True)
class Habits:
    """How a department writes what stands in the cells."""

    date_style: str  # a strftime pattern, or an Excel number format
    level: WordStyle
    status: WordStyle
    frame: str
    place_spelling: int
    name_style: str  # registered | short
    numbering: str  # how several hazards in a cell are told apart
    order: str  # append | newest | enterprise


@dataclass(frozen=True)
class Template:
    """Everything fixed about the files of one source."""

    columns: tuple[Used, ...]
    layout: Layout
    habits: Habits
    kind: FileKind
    file_name: str

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns)

    def has(self, field: str) -> bool:
        """Whether the form has a column for ``field``."""
        return field in self._fields


@dataclass(frozen=True)
class Source:
    """One department of one reporting unit."""

    source_id: str
    unit: Unit
    department: Department
    template: Template
    mode: str  # full | delta
    every: str  # night | week


def make_source(
    unit: Unit,
    department: Department,
    catalog: Catalog,
    mess: Mess,
    most_rows: int,
    rng: Random,
) -> Source:
    """The source that ``department`` is in ``unit``, with a form that holds ``most_rows``."""
    source_id = f"{unit.code.lower()}-{department.id}"
    kind = rng.choices(list(_KIND_SHARES), list(_KIND_SHARES.values()))[0]
    kind = XLSX if most_rows > _MOST_XLS_ROWS else kind
    if "file_kind" in mess.habits:
        kind = EVERY[crc32(source_id.encode()) % len(EVERY)]
    habits = _habits(department, kind, catalog, rng)
    columns = _columns(unit, department, habits, catalog, rng)
    layout = _layout(kind, catalog, mess, rng)
    if "county_spelled" in mess.habits and crc32(source_id.encode()) % 3 == 0:
        columns = _before(columns, "enterprise_name", (_COUNTY,))
    if "role_columns" in mess.habits and kind.merges and crc32(source_id.encode()) % 2:
        columns = _before(columns, "due_on", _ROLES)
        layout = replace(layout, heading_rows=2)
    if kind == CSV:
        kind = replace(kind, encoding=rng.choice(("utf-8", "utf-8-sig", "gb18030")))
    file_name = rng.choice(catalog.lists["file_names"])
    template = Template(columns, layout, habits, kind, file_name)
    mode = "delta" if rng.random() < _DELTA_SHARE else department.mode
    every = "week" if rng.random() < _WEEKLY_SHARE else department.every
    return Source(source_id, unit, department, template, mode, every)


def _habits(department: Department, kind: FileKind, catalog: Catalog, rng: Random) -> Habits:
    statuses = [style for style in catalog.statuses if not (department.verifies and style.is_final)]
    styles = (*EXCEL_FORMATS, *DATE_STYLES) if kind.holds_dates else DATE_STYLES
    return Habits(
        date_style=rng.choice(styles),
        level=rng.choice(catalog.levels),
        status=rng.choice(statuses),
        frame=rng.choice(("bare", "plain", "placed", "formal")),
        place_spelling=rng.randrange(6),
        name_style=rng.choice(("registered", "registered", "short")),
        numbering=rng.choice(("{n}.{text}；", "{n}、{text}\n", "（{n}）{text}。", "{n}. {text} ")),
        order=rng.choice(("append", "append", "newest", "enterprise")),
    )


def _layout(kind: FileKind, catalog: Catalog, mess: Mess, rng: Random) -> Layout:
    lists, has_litter = catalog.lists, rng.random() < mess.litter
    is_laid_out = kind.merges
    return Layout(
        title=_maybe(rng, 0.7 if is_laid_out else 0.3, lists["titles"]),
        unit_line=_maybe(rng, 0.5 if is_laid_out else 0.2, lists["unit_lines"]),
        heading_rows=2 if is_laid_out and rng.random() < 0.35 else 1,
        total=_maybe(rng, 0.4, lists["totals"]),
        note=_maybe(rng, 0.3, lists["notes"]),
        signature=_maybe(rng, 0.45, lists["signatures"]),
        is_signature_spread=rng.random() < 0.3,
        has_cover=kind.has_sheets and rng.random() < 0.12,
        is_split_by_year=kind.has_sheets and rng.random() < 0.15,
        repeat_every=rng.choice((0, 25, 40)) if has_litter else 0,
        unfilled_count=rng.randrange(4) if has_litter else 0,
        top_blank_count=rng.randrange(3) if is_laid_out and has_litter else 0,
        sheet=rng.choice(lists["sheet_names"]) if kind.has_sheets else "",
    )


def _maybe(rng: Random, share: float, choices: Sequence[str]) -> str:
    return rng.choice(choices) if rng.random() < share else ""


def _columns(
    unit: Unit, department: Department, habits: Habits, catalog: Catalog, rng: Random
) -> tuple[Used, ...]:
    absent = set() if unit.towns else {"town"}
    if not department.verifies:
        absent |= {"verifier", "verified_on"}
    headings = {"level": habits.level.heading, "status": habits.status.heading}
    used = [
        _used(column, headings, rng)
        for column in catalog.columns
        if rng.random() < column.share and column.field not in absent
    ]
    return tuple(_shuffle_groups(used, rng))


def _used(column: Column, headings: Mapping[str, str], rng: Random) -> Used:
    if headings.get(column.field):
        return Used(column.field, headings[column.field], column.group, "headings")
    if column.ignored:
        return Used(column.field, rng.choice(column.ignored), column.group, "ignored")
    if column.odd and (not column.headings or rng.random() < _ODD_SHARE):
        return Used(column.field, rng.choice(column.odd), column.group, "odd")
    return Used(column.field, rng.choice(column.headings), column.group, "headings")


def _shuffle_groups(used: Sequence[Used], rng: Random) -> list[Used]:
    """The columns with two of their groups exchanged now and then; groups stay together."""
    groups: dict[str, list[Used]] = {}
    for column in used:
        groups.setdefault(column.group or column.field, []).append(column)
    names = list(groups)
    if rng.random() < 0.4 and "单位信息" in groups and "检查信息" in groups:
        first, second = names.index("单位信息"), names.index("检查信息")
        names[first], names[second] = names[second], names[first]
    return [column for name in names for column in groups[name]]


def _before(columns: tuple[Used, ...], field: str, more: tuple[Used, ...]) -> tuple[Used, ...]:
    """``columns`` with ``more`` before that of ``field``, at the end where there is none."""
    fields = [column.field for column in columns]
    place = fields.index(field) if field in fields else len(fields)
    return (*columns[:place], *more, *columns[place:])
