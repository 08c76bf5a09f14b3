"""Fills in a row: every cell of an entry, as its department would type it.

All that chance decides about a row is decided here, once; what the row shows on a given night
follows from the date alone (see states.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.codes import break_code, is_valid_code
from zhiben.simulation.enterprises import person_name
from zhiben.simulation.faults import Fault, pick_fault
from zhiben.simulation.life import Calendar
from zhiben.simulation.mess import Mess
from zhiben.simulation.model import Cell, County, Entry, Step
from zhiben.simulation.phrasing import describe, names_place, pad, spell_name, spell_place
from zhiben.simulation.templates import DATE_STYLES, EXCEL_FORMATS, Source

_EXCEL_EPOCH = date(1899, 12, 30)
_FULL_WIDTH = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRTUWXY",
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ",
)
_HEARD_SHARE = 0.5  # of those who hear late: they date what was done on the day they heard
_LOOKED_SHARE = 0.08  # of rows: once verified, what was done is dated on that day too
_OPTIONAL = frozenset(
    {
        "address", "industry", "inspector", "category", "basis", "measure", "responsible_person",
        "phone", "funds_yuan", "remark", "town", "department", "supervised",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A filled-in row: cells that never change, and those that wait for their day."""

    entry: Entry
    cells: Mapping[str, Cell]  # by field; dates of later steps are not among them
    stated: Mapping[str, str]  # what a careful reader takes from those cells
    days: Mapping[Step, date]  # as written, of the steps a form has a column for
    dates: Mapping[Step, Cell]  # the same as cells
    is_redated: bool  # once verified, it is said to have been done on that day
    verifier: Cell
    word_pick: int
    has_blank_status: bool
    texts: tuple[str, ...]
    new_texts: tuple[str, ...]  # after a correction
    reworded_on: date
    fault: Fault | None
    mended_on: date
    gone_on: date
    is_followed_by_blank: bool


class Writer:
    """Writes the rows of one source."""

    def __init__(
        self,
        source: Source,
        county: County,
        catalog: Catalog,
        calendar: Calendar,
        mess: Mess,
        rng: Random,
    ) -> None:
        self._source, self._county, self._catalog = source, county, catalog
        self._calendar, self._mess, self._rng = calendar, mess, rng
        self._people = tuple(dict.fromkeys(person_name(catalog, rng) for _ in range(6)))
        self._fields = [column.field for column in source.template.columns]
        self._fillers = self._all_fillers()

    def write(self, entry: Entry) -> Written:
        """Every cell of ``entry``, and the days on which something about it changes."""
        rng, mess = self._rng, self._mess
        is_pinned = any(item.item_id in self._county.pinned for item in entry.items)
        cells, stated = self._fill(entry, is_pinned=is_pinned)
        days, is_redated = _days_written(entry)
        fault = None
        if len(entry.items) == 1 and not is_pinned and rng.random() < mess.fault:
            future_year = self._calendar.end.year + 1
            fault = pick_fault(entry, self._source, self._catalog, future_year, rng)
        is_reworded = rng.random() < mess.reworded
        return Written(
            entry=entry,
            cells=cells,
            stated=stated,
            days=days,
            dates={step: self._date_cell(day) for step, day in days.items()},
            is_redated=is_redated,
            verifier=rng.choice(self._people),
            word_pick=rng.randrange(12),
            has_blank_status=not is_pinned and rng.random() < mess.blank_word,
            texts=entry.texts,
            new_texts=self._reworded(entry) if is_reworded else entry.texts,
            reworded_on=self._day_within(entry) if is_reworded else date.max,
            fault=fault,
            mended_on=self._day_within(entry) if rng.random() < 0.6 else date.max,
            gone_on=self._gone_on(entry, is_pinned=is_pinned),
            is_followed_by_blank=rng.random() < mess.litter / 150,
        )

    def _fill(self, entry: Entry, *, is_pinned: bool) -> tuple[dict[str, Cell], dict[str, str]]:
        cells: dict[str, Cell] = {}
        stated = {
            "county": self._source.unit.code,
            "channel": self._source.department.channel,
            "level": "general",
        }
        for field in self._fields:
            filler = self._fillers.get(field)
            if filler is None:
                continue
            is_blank = field in _OPTIONAL and self._rng.random() < self._mess.blank
            cell, meaning = (None, "") if is_blank else filler(entry)
            cells[field], stated[field] = cell, meaning
        if not is_pinned:
            self._blank_out(entry, cells, stated)
        return cells, stated

    def _blank_out(self, entry: Entry, cells: dict[str, Cell], stated: dict[str, str]) -> None:
        """Leave out what another cell says too, or what has a default."""
        rng, mess, text = self._rng, self._mess, entry.texts[0]
        says_place = names_place(text, entry.items[0], self._source, self._catalog)
        if "site" in cells and says_place and rng.random() < 3 * mess.blank_site:
            cells["site"], stated["site"] = None, ""
        if "level" in cells and rng.random() < mess.blank_word:
            cells["level"], stated["level"] = None, "general"
        if stated.get("uscc") == entry.enterprise.uscc != "" and rng.random() < mess.nameless:
            cells["enterprise_name"] = None

    def _all_fillers(self) -> dict[str, Callable[[Entry], tuple[Cell, str]]]:
        return {
            "key": self._key,
            "county": lambda _: (self._source.unit.name, self._source.unit.code),
            "town": lambda entry: _same(entry.enterprise.town),
            "enterprise_name": self._name,
            "uscc": self._code,
            "address": lambda entry: _same(entry.enterprise.address),
            "industry": lambda entry: _same(entry.enterprise.industry),
            "found_on": lambda entry: self._date(entry.found_on),
            "department": lambda entry: _same(self._source.department.name),
            "inspector": self._inspectors,
            "channel": self._channel,
            "site": self._site,
            "check_item": lambda entry: _same(entry.items[0].kind.check_item),
            "category": lambda entry: self._topic_word(entry, self._catalog.categories),
            "level": self._level,
            "basis": lambda entry: self._topic_word(entry, self._catalog.standards),
            "measure": lambda entry: _same(self._rng.choice(entry.items[0].kind.measures)),
            "responsible_person": lambda entry: _same(entry.enterprise.person),
            "phone": lambda entry: _same(entry.enterprise.phone),
            "funds_yuan": self._funds,
            "due_on": lambda entry: self._date(entry.due_on),
            "supervised": self._supervised,
            "owner_unit": lambda entry: (self._rng.choice(("监管科", "执法大队", "办公室")), ""),
            "remark": self._remark,
            "owner": lambda _: (f"{self._source.unit.short_name}城市建设投资有限公司", ""),
            "designer": lambda _: (
                self._rng.choice(("省规划设计院", "市建筑设计院", "")) or None,
                "",
            ),
            "builder": lambda entry: (entry.enterprise.short_name, ""),
            "supervisor": lambda _: (self._rng.choice(("中原监理", "正大监理公司")), ""),
        }

    def _key(self, entry: Entry) -> tuple[Cell, str]:
        return f"{self._source.department.prefix}-{entry.number:06d}", ""

    def _name(self, entry: Entry) -> tuple[Cell, str]:
        enterprise, mess, rng = entry.enterprise, self._mess, self._rng
        spelled = spell_name(enterprise, self._source, mess, rng)
        return pad(spelled, mess, rng), enterprise.name

    def _code(self, entry: Entry) -> tuple[Cell, str]:
        """The credit code as typed, and the valid code a reader can make of it (or nothing)."""
        rng, mess, code = self._rng, self._mess, entry.enterprise.uscc
        luck = rng.random()
        if not code or luck < mess.missing_code:
            return None, ""
        luck -= mess.missing_code
        if luck < mess.odd_code:
            forms = (
                code.lower(),
                f"{code} ",
                f"{code[:6]} {code[6:]}",
                code.translate(_FULL_WIDTH),
            )
            return rng.choice(forms), code
        luck -= mess.odd_code
        if luck < mess.broken_code:
            return break_code(rng, code), ""
        luck -= mess.broken_code
        if luck < mess.old_number:
            return entry.enterprise.registration_number, ""
        if luck - mess.old_number < mess.wrong_code:
            other = rng.choice(self._county.enterprises).uscc
            return (other, other) if is_valid_code(other) else (code, code)
        return code, code

    def _inspectors(self, entry: Entry) -> tuple[Cell, str]:
        people = self._rng.sample(self._people, k=self._rng.randint(1, 2))
        return self._rng.choice(("、", "、", " ", ",")).join(people), "、".join(people)

    def _channel(self, entry: Entry) -> tuple[Cell, str]:
        return self._rng.choice(self._catalog.channels[entry.channel]), entry.channel

    def _site(self, entry: Entry) -> tuple[Cell, str]:
        place, mess, rng = entry.items[0].place, self._mess, self._rng
        habit = self._source.template.habits.place_spelling
        pick = rng.randrange(6) if rng.random() < mess.rename / 2 else habit
        spelled = spell_place(place, self._catalog, pick)
        return pad(spelled, mess, rng), spell_place(place, self._catalog, 0)

    def _level(self, entry: Entry) -> tuple[Cell, str]:
        level, style = entry.items[0].level, self._source.template.habits.level
        if level == "major" and self._mess.fault and self._rng.random() < 0.03:
            level = "general"
        word = style.words[level][0]
        return word, style.meaning(word, level)

    def _topic_word(self, entry: Entry, words: Mapping[str, tuple[str, ...]]) -> tuple[Cell, str]:
        return _same(self._rng.choice(words[entry.items[0].kind.topic]))

    def _funds(self, entry: Entry) -> tuple[Cell, str]:
        if self._rng.random() < 0.4:
            return None, ""
        hundreds = self._rng.randint(1, 300)
        heading = next(c.heading for c in self._source.template.columns if c.field == "funds_yuan")
        cell = hundreds / 100 if "万元" in heading else hundreds * 100
        return cell, str(hundreds * 100)

    def _supervised(self, entry: Entry) -> tuple[Cell, str]:
        is_major = entry.items[0].level == "major"
        return ("是", "true") if is_major and self._rng.random() < 0.3 else ("否", "false")

    def _remark(self, entry: Entry) -> tuple[Cell, str]:
        has_one = self._rng.random() < 0.25
        return (self._rng.choice(self._catalog.lists["remarks"]), "") if has_one else (None, "")

    def _date(self, day: date) -> tuple[Cell, str]:
        return self._date_cell(day), day.isoformat()

    def _date_cell(self, day: date) -> Cell:
        """``day`` in the column's habit, or in another spelling now and then."""
        rng, style = self._rng, self._source.template.habits.date_style
        if rng.random() < self._mess.foreign_date:
            style = rng.choice((*DATE_STYLES, *EXCEL_FORMATS, "serial"))
        if style == "serial":
            return str((day - _EXCEL_EPOCH).days)
        if style in EXCEL_FORMATS:
            return day if self._source.template.kind.holds_dates else day.isoformat()
        return pad(day.strftime(style), self._mess, rng)

    def _reworded(self, entry: Entry) -> tuple[str, ...]:
        catalog, mess, rng = self._catalog, self._mess, self._rng
        return tuple(
            describe(item, rng.choice(item.kind.words), self._source, catalog, mess, rng)
            for item in entry.items
        )

    def _day_within(self, entry: Entry) -> date:
        """A night after the one on which the entry first stands in the ledger."""
        first = max(entry.appears_on, self._calendar.start)
        return first + timedelta(days=self._rng.randint(1, 4))

    def _gone_on(self, entry: Entry, *, is_pinned: bool) -> date:
        is_full = self._source.mode == "full"
        may_go = is_full and not is_pinned
        return (
            self._day_within(entry) if may_go and self._rng.random() < self._mess.gone else date.max
        )


def _days_written(entry: Entry) -> tuple[dict[Step, date], bool]:
    """The day that is written for each dated step, and whether verifying dates it anew.

    What was done is done on one day, and ledgers do not agree on it: some write the day they heard,
    some in the end the day on which they looked. Drawn apart, so that nothing else hangs on it.
    """
    rng = Random(f"{entry.entry_id}/{entry.found_on}/{entry.texts[0]}")  # noqa: S311
    late = timedelta(days=entry.lag_days if rng.random() < _HEARD_SHARE else 0)
    steps = entry.items[0].life.steps
    ends = [*(step.on for step in steps[1:]), date.max]
    days = {
        step: min(step.on + late, end) if step.status == "rectified" else step.on
        for step, end in zip(steps, ends, strict=True)
        if step.is_dated
    }
    return days, rng.random() < _LOOKED_SHARE


def _same(text: str) -> tuple[Cell, str]:
    return text, text
