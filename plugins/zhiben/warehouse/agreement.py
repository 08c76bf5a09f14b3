"""What people decided of pairs of rows must hold together: no chain of one item may join two apart.

Another enterprise, or what was found again after it was closed, nobody can make one item either.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from itertools import pairwise

from sqlalchemy import Connection, select, tuple_

from zhiben.errors import ZhibenError
from zhiben.matching import Book, Item, RowId, SourceRow
from zhiben.warehouse.decisions_schema import pair_judgements
from zhiben.warehouse.schema import ROW, enterprises, items, source_rows


@dataclass(frozen=True)
class Pair:
    """Two source rows, the smaller first."""

    one: RowId
    other: RowId

    @classmethod
    def of(cls, one: RowId, other: RowId) -> Pair:
        """The pair of two rows, whichever is named first."""
        return cls(*sorted((one, other)))


@dataclass(frozen=True)
class Said:
    """A verdict of a person about a pair; without an id it is the one that is asked for now."""

    pair: Pair
    verdict: str
    judgement_id: str = ""

    @property
    def words(self) -> str:
        """Which decision it is."""
        return f"判定 {self.judgement_id}" if self.judgement_id else "本次判定"


class ContradictionError(ZhibenError):
    """Verdicts that cannot all hold: a ``chain`` of rows that are one, and two told apart."""

    def __init__(self, chain: tuple[Said, ...], apart: Said) -> None:
        self.chain, self.apart = chain, apart
        super().__init__(self.shown("/".join), "请先撤销（zhiben review undo）其中一条判定。")

    def shown(self, name: Callable[[RowId], str]) -> str:
        """The chain in words, each row called by its ``name``."""
        same = " = ".join(name(row) for row in _path(self.chain))
        by = "、".join(one.words for one in self.chain)
        two = f"{name(self.apart.pair.one)} ≠ {name(self.apart.pair.other)}（{self.apart.words}）"
        return f"人工判定互相矛盾：{same}（{by}），但是 {two}。"


def _path(chain: Iterable[Said]) -> list[RowId]:
    """The rows of a chain of pairs in the order in which they are joined."""
    edges = [(one.pair.one, one.pair.other) for one in chain]
    ends = Counter(row for edge in edges for row in edge)
    first, last = sorted(row for row, times in ends.items() if times == 1)
    return chain_between(edges, first, last)


def items_of(connection: Connection, rows: Iterable[RowId]) -> dict[RowId, str]:
    """The item of each row.

    Raises:
        ZhibenError: when a row is not known.
    """
    wanted = sorted(set(rows))
    place = tuple_(source_rows.c.source, source_rows.c.row_key)
    query = select(source_rows).where(place.in_(wanted))
    found = {(row.source, row.row_key): row.item_id for row in connection.execute(query)}
    for source, row_key in wanted:
        if (source, row_key) not in found:
            raise ZhibenError(f"仓库里没有来源“{source}”的这条记录（{row_key}）。")
    return found


def one_enterprise(connection: Connection, item_ids: set[str]) -> str:
    """The one enterprise of these items.

    Raises:
        ZhibenError: when there are several.
    """
    query = (
        select(enterprises.c.enterprise_id, enterprises.c.enterprise_name)
        .join(items, items.c.enterprise_id == enterprises.c.enterprise_id)
        .where(items.c.item_id.in_(item_ids))
        .distinct()
        .order_by(enterprises.c.enterprise_id)
    )
    found = connection.execute(query).all()
    if len(found) != 1:
        names = "、".join(f"{one.enterprise_name}（{one.enterprise_id}）" for one in found)
        raise ZhibenError(
            f"两条记录属于不同的企业：{names}。不同企业的隐患不能判定为同一整改项。",
            "如果企业认错了，请先更正台账里的企业名称或统一社会信用代码。",
        )
    return str(found[0].enterprise_id)


def check_episodes(connection: Connection, first: str, second: str) -> None:
    """Refuse to join what was closed with what was found after: that one came back."""
    book = Book()
    known = select(*(items.c[each.name] for each in fields(Item)))
    for item in connection.execute(known.where(items.c.item_id.in_([first, second]))):
        book.put_item(Item(*item))
    behind = select(*ROW).where(source_rows.c.item_id.in_([first, second]))
    for row in connection.execute(behind):
        book.put_row(SourceRow(*row))
    for one, other in ((first, second), (second, first)):
        closed_on, found_on = book.episode(one)[1], book.episode(other)[0]
        if closed_on is not None and closed_on < found_on:
            raise ZhibenError(
                f"一条在 {closed_on} 已经闭环，另一条在 {found_on} 才发现：闭环后再次发现的是复发，"
                "不能并为同一整改项。",
                "判定为“不同隐患”（different），复发关系不受影响。",
            )


def _human(connection: Connection, enterprise_id: str) -> list[Said]:
    """What people decided of the rows of an enterprise, as it holds."""
    query = select(pair_judgements).where(
        pair_judgements.c.enterprise_id == enterprise_id,
        pair_judgements.c.is_human,
        pair_judgements.c.superseded_by.is_(None),
        pair_judgements.c.verdict != "doubt",
    ).order_by(pair_judgements.c.decided_at, pair_judgements.c.judgement_id)  # fmt: skip
    return [
        Said(
            Pair((row.one_source, row.one_row_key), (row.other_source, row.other_row_key)),
            row.verdict,
            row.judgement_id,
        )
        for row in connection.execute(query)
    ]


def check_consistent(connection: Connection, asked: Said, enterprise_id: str) -> None:
    """Refuse A≠B where A=C=B holds, and A=B where that would join two rows told apart."""
    said = [one for one in _human(connection, enterprise_id) if one.pair != asked.pair]
    same = {one.pair: one for one in said if one.verdict == "same"}
    apart = [one for one in said if one.verdict == "different"]
    if asked.verdict == "same":
        same[asked.pair] = asked
    else:
        apart = [asked]
    edges = [(pair.one, pair.other) for pair in same]
    for one in apart:
        if rows := chain_between(edges, one.pair.one, one.pair.other):
            pairs = (Pair.of(*each) for each in pairwise(rows))
            raise ContradictionError(tuple(same[pair] for pair in pairs), one)


def check_obeyed(connection: Connection, enterprise_id: str) -> None:
    """Refuse what would leave a decision of a person unfulfilled."""
    said = _human(connection, enterprise_id)
    item_of = items_of(connection, {row for one in said for row in (one.pair.one, one.pair.other)})
    for one in said:
        is_one = item_of[one.pair.one] == item_of[one.pair.other]
        if is_one != (one.verdict == "same"):
            wanted = "同一隐患" if one.verdict == "same" else "不同隐患"
            raise ZhibenError(
                f"这样会使判定 {one.judgement_id}（{wanted}）不再成立，没有改动。",
                f"请先核对并撤销它：zhiben review show {one.judgement_id}。",
            )


def chain_between(edges: Iterable[tuple[RowId, RowId]], start: RowId, end: RowId) -> list[RowId]:
    """The shortest way from one row to another along ``edges``; empty where there is none."""
    beside: defaultdict[RowId, list[RowId]] = defaultdict(list)
    for one, other in edges:
        beside[one].append(other)
        beside[other].append(one)
    before: dict[RowId, RowId] = {start: start}
    waits = deque([start])
    while waits:
        row = waits.popleft()
        if row == end:
            chain = [row]
            while chain[-1] != start:
                chain.append(before[chain[-1]])
            return chain[::-1]
        for each in beside[row]:
            if each not in before:
                before[each] = row
                waits.append(each)
    return []
