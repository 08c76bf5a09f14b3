"""What is known while a night is linked, and what the night adds to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from zhiben.matching.model import Enterprise, EnterpriseName, Item, SourceRow, Told
from zhiben.matching.names import BlockIndex

RowId = tuple[str, str]  # source, row_key


@dataclass
class Book:
    """Enterprises, items and source rows by the ways they are looked up.

    Whatever is put in after :meth:`close_known` counts as added by the night.
    """

    enterprises: dict[str, Enterprise] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    by_name: defaultdict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    names: dict[tuple[str, str, str], EnterpriseName] = field(default_factory=dict)
    names_of: defaultdict[str, dict[tuple[str, str], EnterpriseName]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    by_number: dict[str, str] = field(default_factory=dict)
    by_block: BlockIndex[str] = field(default_factory=BlockIndex)
    items: dict[str, Item] = field(default_factory=dict)
    by_place: defaultdict[tuple[str, str, str], dict[str, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    rows: dict[RowId, SourceRow] = field(default_factory=dict)
    told: dict[RowId, Told] = field(default_factory=dict)
    items_of: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    returns_of: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    rows_of_item: defaultdict[str, list[RowId]] = field(default_factory=lambda: defaultdict(list))
    by_content: defaultdict[tuple[str, str], list[RowId]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_key: defaultdict[tuple[str, str, int], list[RowId]] = field(
        default_factory=lambda: defaultdict(list)
    )
    changed_enterprises: dict[str, None] = field(default_factory=dict)
    changed_names: dict[tuple[str, str, str], None] = field(default_factory=dict)
    new_numbers: dict[str, str] = field(default_factory=dict)
    new_blocks: dict[tuple[int, str], None] = field(default_factory=dict)
    new_items: list[Item] = field(default_factory=list)
    new_returns: dict[str, tuple[str, str]] = field(default_factory=dict)
    changed_rows: dict[RowId, None] = field(default_factory=dict)

    def put_enterprise(self, enterprise: Enterprise) -> None:
        """Add an enterprise, or what became known of it."""
        self.enterprises[enterprise.enterprise_id] = enterprise
        if enterprise.uscc:
            self.by_code[enterprise.uscc] = enterprise.enterprise_id
        self.changed_enterprises[enterprise.enterprise_id] = None

    def put_name(self, name: EnterpriseName) -> None:
        """Add a name of an enterprise, or a doubt about one; else a known name changes nothing."""
        key = (name.enterprise_id, name.county_code, name.name_key)
        known = self.names.get(key)
        if known is not None and known.is_doubtful == name.is_doubtful:
            return
        if known is None:
            self.by_name[name.county_code, name.name_key].append(name.enterprise_id)
        self.names[key] = name
        self.names_of[name.enterprise_id][key[1:]] = name
        self.changed_names[key] = None

    def put_number(self, number: str, enterprise_id: str) -> None:
        """Add a registration number or organisation code; the first enterprise keeps it."""
        if number not in self.by_number:
            self.by_number[number] = enterprise_id
            self.new_numbers[number] = enterprise_id

    def put_blocks(self, enterprise_id: str, keys: tuple[int, ...]) -> None:
        """Let an enterprise be found by names like the one with these block keys."""
        fresh = self.by_block.add(enterprise_id, keys)
        self.new_blocks.update(dict.fromkeys((key, enterprise_id) for key in fresh))

    def put_item(self, item: Item) -> None:
        """Add an item; nothing of it changes but what it came back of (:meth:`note_return`)."""
        self.items[item.item_id] = item
        self._place(item.item_id, item)
        self.items_of[item.enterprise_id].append(item.item_id)
        if item.recurrence_of is not None:
            self.returns_of[item.recurrence_of].append(item.item_id)
        self.new_items.append(item)

    def note_return(self, item_id: str, before: str, told_by: str) -> None:
        """Let a known item have come back of another: so a row says that joined it later.

        ``told_by`` is the judgement that put this row there.
        """
        self._return(item_id, before)
        self.new_returns[item_id] = before, told_by

    def _return(self, item_id: str, before: str) -> None:
        self.items[item_id] = replace(self.items[item_id], recurrence_of=before)
        self.returns_of[before].append(item_id)

    def put_row(self, row: SourceRow) -> None:
        """Add a source row or its new version."""
        row_id = (row.source, row.row_key)
        before = self.rows.get(row_id)
        if before is None:
            self.rows_of_item[row.item_id].append(row_id)
        else:
            self._unlist(before, row_id)
        self._place(row.item_id, row)
        self.by_content[row.source, row.content_key].append(row_id)
        if row.source_key is not None:
            self.by_key[row.source, row.source_key, row.part].append(row_id)
        self.rows[row_id] = row
        self.changed_rows[row_id] = None

    def join_items(self, younger: str, older: str) -> None:
        """Put the rows of ``younger`` behind ``older``: nothing is linked to that id any more."""
        gone = self.items[younger]
        moved = self.rows_of_item.pop(younger)
        for row in (self.rows[row_id] for row_id in moved):
            self.by_place[gone.enterprise_id, row.site_key, row.text_key].pop(younger, None)
        self.by_place[gone.enterprise_id, gone.site_key, gone.text_key].pop(younger, None)
        for row_id in moved:
            self.rows_of_item[older].append(row_id)
            self.rows[row_id] = replace(self.rows[row_id], item_id=older)
            self._place(older, self.rows[row_id])
        self.items_of[gone.enterprise_id].remove(younger)
        self.returns_of[older] += self.returns_of.pop(younger, [])
        self._inherit(gone, self.items[older])

    def _inherit(self, gone: Item, kept: Item) -> None:
        """What came back still came back once it is merged, as in the warehouse."""
        before = gone.recurrence_of
        if before is not None and kept.recurrence_of is None and before != kept.item_id:
            self._return(kept.item_id, before)

    def _place(self, item_id: str, words: Item | SourceRow) -> None:
        """Let an item be found by the place and text that it or one of its rows names."""
        place = (self.items[item_id].enterprise_id, words.site_key, words.text_key)
        self.by_place[place][item_id] = None

    def _unlist(self, row: SourceRow, row_id: RowId) -> None:
        """Forget what a row said before, unless another row of its item says so, or founded it."""
        item, words = self.items[row.item_id], (row.site_key, row.text_key)
        others = (self.rows[each] for each in self.rows_of_item[row.item_id] if each != row_id)
        said = {(one.site_key, one.text_key) for one in others} | {(item.site_key, item.text_key)}
        if words not in said:
            self.by_place[item.enterprise_id, *words].pop(row.item_id, None)
        self.by_content[row.source, row.content_key].remove(row_id)
        if row.source_key is not None:
            self.by_key[row.source, row.source_key, row.part].remove(row_id)

    def note_missing(self, source: str, row_keys: Iterable[str], since: date | None) -> None:
        """Rows that their source does not list ``since`` a day, or lists (None)."""
        for row_id in [(source, row_key) for row_key in row_keys]:
            if row_id in self.rows:
                self.rows[row_id] = replace(self.rows[row_id], missing_since=since)

    def close_known(self) -> None:
        """From here on, whatever is put in is the night's own."""
        self.close_enterprises()
        self.close_items()

    def close_enterprises(self) -> None:
        """From here on, what is learned of enterprises is the night's own."""
        self.changed_enterprises.clear()
        self.changed_names.clear()
        self.new_numbers.clear()
        self.new_blocks.clear()

    def close_items(self) -> None:
        """From here on, items and rows that are put in are the night's own."""
        self.new_items.clear()
        self.new_returns.clear()
        self.changed_rows.clear()

    def current_rows(self, item_id: str) -> Iterable[SourceRow]:
        """The current version of every row behind an item."""
        return (self.rows[row_id] for row_id in self.rows_of_item[item_id])

    def _heard_rows(self, item_id: str) -> Iterable[SourceRow]:
        """The rows behind an item but those gone beside a listed one of their source."""
        rows = list(self.current_rows(item_id))
        listed = {row.source for row in rows if row.missing_since is None}
        return (row for row in rows if row.missing_since is None or row.source not in listed)

    def episode(self, item_id: str) -> tuple[date, date | None]:
        """First day found and day closed (None while open) of an item.

        The latest word of the most authoritative source decides; equals: the later business
        date, then the source's id in order; within one source the row found last, then one that
        holds the item open. A row that is gone has no say beside a listed one of its source. So the
        published numbers have it (``item_history``).
        """
        behind = self.rows_of_item[item_id]
        if len(behind) == 1:
            row = self.rows[behind[0]]
            return row.found_on, row.closed_on
        rows = sorted(
            self._heard_rows(item_id),
            key=lambda row: (
                row.source,
                -row.found_on.toordinal(),
                row.closed_on is not None,
                row.row_key,
            ),
        )
        decisive = max(rows, key=lambda row: (row.authority, row.business_date))
        return min(row.found_on for row in rows), decisive.closed_on
