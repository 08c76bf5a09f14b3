"""Items of simulated ledgers: read and linked night by night as the pipeline does, beside truth.

    PYTHONPATH=. .venv/bin/python benchmarks/matching/items.py [--counties 4] [--nights 20]

Enterprises are resolved by zhiben, or given by the truth (``--given``). Pairs are pairs of ledger
rows, each row once however often it is sent. Beside ours, in the same run and on the same rows:
rapidfuzz, Splink by its own defaults and recordlinkage, each with the threshold that is best with
the truth in hand, and cut where it finds as many right pairs as ours.
"""

from __future__ import annotations

import argparse
import csv
import pickle
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from benchmarks.matching.curves import Curve, compared
from benchmarks.matching.item_rivals import rankings
from benchmarks.matching.scores import clusters

from zhiben.matching import (
    Book,
    Finding,
    Resolution,
    RowId,
    closing_day,
    link_day,
    resolve_enterprises,
)
from zhiben.matching.hazard_model import load_model
from zhiben.matching.held import Held
from zhiben.matching.item_model import load_item_model
from zhiben.matching.model import Told
from zhiben.matching.placing import MERGE_RULE
from zhiben.matching.scoring import ItemSense
from zhiben.matching.second_look import look_again, news_of
from zhiben.normalizing import Profile
from zhiben.orchestration.judging import hints_for, judge_reading
from zhiben.orchestration.reference import Reference, load_name_sense, load_reference
from zhiben.reading import read
from zhiben.records import unread_column
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE, load_settings
from zhiben.simulation import simulate
from zhiben.vocabulary.wording import load_wording

ROWS = 1000  # a county
SOURCES = 5  # a county
GATE_DAYS = 5


@dataclass(frozen=True)
class Day:
    """What came of one business date: findings, and (source, hash) of rows that did not change."""

    day: date
    findings: list[Finding]
    unchanged: set[tuple[str, str]]
    listed: dict[str, set[str]]  # hashes by full source


@dataclass(frozen=True)
class World:
    """A simulated world as read: days in the order they came, truth by birth and by item."""

    days: list[Day]
    item: dict[str, str]
    enterprise: dict[str, str]
    recurrence: dict[str, str]


def main() -> None:
    """Read, link, print."""
    options = _options()
    world = _world(options)
    rows = sum(len(day.findings) for day in world.days)
    print(
        f"{len(world.days)} deliveries' days, {rows} changed rows, seed {options.seed}", flush=True
    )
    run = Run(world, given=options.given)
    start = time.perf_counter()
    run.link()
    print(f"linked in {time.perf_counter() - start:.0f} s")
    for line in run.report():
        print(line)
    for line in run.errors(options.show):
        print(line)


class Run:
    """One walk through a world's nights, and what came of it."""

    def __init__(self, world: World, *, given: bool) -> None:
        self._world, self._given = world, given
        settings = replace(load_settings(), include=SHIPPED_INCLUDE)
        self._names = load_name_sense(settings)[0]
        hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
        self._sense = ItemSense(hazards, load_item_model())
        self.book = Book()
        self.birth_of: dict[tuple[str, str], str] = {}  # the finding that a row was founded by
        self.certainty: dict[tuple[str, str], float] = {}  # with which a row was put to its item
        self.finding: dict[str, Finding] = {}
        self.doubts: list[tuple[tuple[str, str], tuple[str, str]]] = []
        self.settled: set[tuple[RowId, RowId]] = set()  # of the doubts, those joined later
        self.led_to: dict[str, str] = {}  # from an item that was joined later to its older one
        self.order: dict[RowId, date] = {}  # when a row was first told
        self.wrong_updates = 0
        self.updates = 0
        self.lost: list[tuple[tuple[str, str], tuple[str, str]]] = []  # returns not known as such

    def link(self) -> None:
        """Link every day."""
        for day in self._world.days:
            resolved = self._resolved(day)
            links = link_day(
                self.book, day.findings, resolved, day.unchanged, sense=self._sense, full=day.listed
            )
            for link in links:
                row = (link.finding.source, link.row_key)
                self.finding[link.finding.birth] = link.finding
                if link.relation.value == "update":
                    self.updates += 1
                    before = self._world.item[self.birth_of[row]]
                    self.wrong_updates += before != self._world.item[link.finding.birth]
                else:
                    self.birth_of[row] = link.finding.birth
                    self.order[row] = day.day
                    self.certainty[row] = link.score if link.rule == MERGE_RULE else 1.0
                self.doubts += [
                    (pair.one, pair.other) for pair in link.pairs if pair.verdict == "doubt"
                ]
            self._look_again(news_of(links))
            self._note_missing(day)
            self.book.close_known()

    def _look_again(self, news: set[RowId]) -> None:
        waiting = {(min(pair), max(pair)): "" for pair in self.doubts if pair not in self.settled}
        held = Held(frozenset(), frozenset(self.settled), waiting, frozenset())
        for one in look_again(self.book, held, news, self._sense):
            older, younger = sorted(one.items, key=lambda item: (self._born(item), item))
            for row in self.book.rows_of_item[younger]:
                self.certainty[row] = min(self.certainty[row], one.score)
            self.book.join_items(younger, older)
            self.settled.add(one.pair)
            self.led_to[younger] = older

    def _born(self, item_id: str) -> date:
        return min(self.order[row] for row in self.book.rows_of_item[item_id])

    def _resolved(self, day: Day) -> dict[str, Resolution]:
        if not self._given:
            return resolve_enterprises(self.book, day.findings, self._names)
        return {
            one.birth: Resolution(self._world.enterprise[one.birth], "given")
            for one in day.findings
        }

    def _note_missing(self, day: Day) -> None:
        for source, hashes in day.listed.items():
            gone = [
                row.row_key
                for row in self.book.rows.values()
                if row.source == source and row.row_hash and row.row_hash not in hashes
            ]
            self.book.note_missing(source, gone, day.day)

    def report(self) -> Iterator[str]:
        """Figures."""
        truth = {row: self._world.item[birth] for row, birth in self.birth_of.items()}
        said = {row: self.book.rows[row].item_id for row in truth}
        rows = sorted(truth)
        items = len(set(truth.values())), len(set(said.values()))
        yield f"rows known {len(rows)}, true items {items[0]}, said {items[1]}"
        yield f"updates {self.updates}, to a row of another item {self.wrong_updates}"
        right, wrong, missed = self._pairs(rows, said, truth)
        found = len(right) + len(wrong)
        yield (
            f"item pairs: precision {len(right) / max(found, 1):.4f}  "
            f"recall {len(right) / max(len(right) + len(missed), 1):.4f}  "
            f"({len(right)} right, {len(wrong)} wrong, {len(missed)} missed)"
        )
        own = [pair for pair in missed if pair[0][0] == pair[1][0]]
        wrong_own = [pair for pair in wrong if pair[0][0] == pair[1][0]]
        yield f"  of one source: {len(wrong_own)} wrong, {len(own)} missed"
        asked = {frozenset(pair) for pair in self.doubts}
        helped = sum(frozenset(pair) in asked for pair in missed)
        late = sum(truth[one] == truth[other] for one, other in self.settled)
        yield f"joined at a second look: {len(self.settled)}, rightly {late}"
        yield (
            f"review: {len(asked)} pairs, {len(asked) / max(len(rows), 1):.2%} of rows; "
            f"{helped} of the missed pairs are among them"
        )
        yield from self._hard(said, truth)
        yield from self._recurrences(said, truth)
        enterprises = [self._world.enterprise[self.birth_of[row]] for row in rows]
        of_item = {one.item_id: one.enterprise_id for one in self.book.items.values()}
        yield f"enterprises by rows: {clusters([of_item[said[row]] for row in rows], enterprises)}"
        yield from self._beside(rows, truth)

    def _pairs(
        self, rows: list[Any], said: Mapping[Any, str], truth: Mapping[Any, str]
    ) -> tuple[list[Any], list[Any], list[Any]]:
        right, wrong = [], []
        for group in _groups(rows, said):
            for pair in combinations(group, 2):
                (right if truth[pair[0]] == truth[pair[1]] else wrong).append(pair)
        kept = {frozenset(pair) for pair in right}
        missed = [
            pair
            for group in _groups(rows, truth)
            for pair in combinations(group, 2)
            if frozenset(pair) not in kept
        ]
        return right, wrong, missed

    def _hard(self, said: Mapping[Any, str], truth: Mapping[Any, str]) -> Iterator[str]:
        """Pairs of different items of one enterprise found within a week by two sources."""
        by_enterprise: defaultdict[str, list[Any]] = defaultdict(list)
        for row in said:
            by_enterprise[self._world.enterprise[self.birth_of[row]]].append(row)
        total = merged = 0
        for group in by_enterprise.values():
            for one, other in combinations(group, 2):
                gap = abs((self.book.rows[one].found_on - self.book.rows[other].found_on).days)
                if one[0] != other[0] and truth[one] != truth[other] and gap <= GATE_DAYS:
                    total += 1
                    merged += said[one] == said[other]
        yield f"hard negatives: {merged} of {total} merged ({merged / max(total, 1):.2%})"

    def _recurrences(self, said: Mapping[Any, str], truth: Mapping[Any, str]) -> Iterator[str]:
        """Recurrences whose item and whose item before both stand in the ledgers read."""
        items: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row, item in truth.items():
            items[item][said[row]] += 1
        kept = pointing = total = 0
        for again, before in self._world.recurrence.items():
            if again in items and before in items:
                total += 1
                ours, theirs = items[again], items[before]
                is_kept = not set(ours) & set(theirs)
                kept += is_kept
                points = {self._stands(self.book.items[one].recurrence_of) for one in ours}
                is_right = is_kept and bool(points & set(theirs))
                pointing += is_right
                if not is_right:
                    self.lost.append((_a_row(again, truth), _a_row(before, truth)))
        invented = sum(
            bool(item.recurrence_of) and not self._is_return(item.item_id, said, truth)
            for item in self.book.items.values()
            if item.item_id not in self.led_to
        )
        yield (
            f"recurrences: {total}, kept apart {kept}, pointing right {pointing}, "
            f"invented {invented}"
        )

    def _stands(self, item_id: str | None) -> str | None:
        """The item that an id leads to."""
        while item_id in self.led_to:
            item_id = self.led_to[item_id]
        return item_id

    def _is_return(self, item_id: str, said: Mapping[Any, str], truth: Mapping[Any, str]) -> bool:
        true = {truth[row] for row, item in said.items() if item == item_id}
        return any(one in self._world.recurrence for one in true)

    def _beside(self, rows: list[Any], truth: Mapping[Any, str]) -> Iterator[str]:
        """Ours and the rivals, each cut where it finds as many right pairs."""
        total = sum(len(group) * (len(group) - 1) // 2 for group in _groups(rows, truth))
        ours = self._curve(rows, truth, total)
        rivals: defaultdict[str, dict[str, Curve]] = defaultdict(dict)
        for one in rankings(self._frame(rows)):
            same = [truth[rows[a]] == truth[rows[b]] for a, b in _sides(one.pairs)]
            rivals[one.tool][one.setting] = Curve.of(one.pairs["score"], same, total)
        yield from compared(ours, rivals)

    def _curve(self, rows: list[Any], truth: Mapping[Any, str], total: int) -> Curve:
        """Our pairs by what the less certain of both rows was put to its item with."""
        said = {row: self.book.rows[row].item_id for row in rows}
        pairs = [pair for group in _groups(rows, said) for pair in combinations(group, 2)]
        scores = [min(self.certainty[one], self.certainty[other]) for one, other in pairs]
        return Curve.of(scores, [truth[one] == truth[other] for one, other in pairs], total)

    def _frame(self, rows: list[Any]) -> pd.DataFrame:
        """What the rivals get: the rows as ours saw them first, enterprises as resolved by us."""
        found = [self.finding[self.birth_of[row]] for row in rows]
        items = [self.book.items[self.book.rows[row].item_id] for row in rows]
        return pd.DataFrame(
            {
                "row": range(len(rows)),
                "enterprise": [item.enterprise_id for item in items],
                "source": [one.source for one in found],
                "found_on": pd.to_datetime([one.found_on for one in found]),
                "site": [one.site_key for one in found],
                "text": [one.text_key for one in found],
            }
        )

    def errors(self, count: int) -> Iterator[str]:
        """Some wrong and missed pairs in their own words."""
        truth = {row: self._world.item[birth] for row, birth in self.birth_of.items()}
        said = {row: self.book.rows[row].item_id for row in truth}
        _, wrong, missed = self._pairs(sorted(truth), said, truth)
        for name, pairs in (("WRONG", wrong), ("missed", missed), ("RETURN", self.lost)):
            for one, other in pairs[:: max(1, len(pairs) // max(count, 1))][:count]:
                texts = []
                for row in (one, other):
                    told, known = self.book.told[row], self.book.rows[row]
                    texts.append(f"{row[0]} {known.found_on} {told.description} @{told.site}")
                yield f"{name}: {' | '.join(texts)}"


def _a_row(item: str, truth: Mapping[Any, str]) -> Any:  # noqa: ANN401 - a row's id
    return min(row for row, one in truth.items() if one == item)


def _sides(pairs: pd.DataFrame) -> Iterator[tuple[int, int]]:
    return zip(pairs["left"].tolist(), pairs["right"].tolist(), strict=True)


def _groups(rows: list[Any], of: Mapping[Any, str]) -> list[list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[of[row]].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _world(options: argparse.Namespace) -> World:
    """The world asked for, from the cache where it was read before."""
    name = f"{options.mess}-{options.counties}x{options.nights}-{options.seed}.pickle"
    kept = options.cache / name if options.cache else None
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - ours
    with tempfile.TemporaryDirectory(prefix="zhiben-items-") as folder:
        world = _read_world(Path(folder), options)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(world))
    return world


def _read_world(folder: Path, options: argparse.Namespace) -> World:
    shipped = load_reference(replace(load_settings(), include=SHIPPED_INCLUDE))
    simulate(
        folder, units_to_simulate(shipped.units), counties=options.counties,
        sources=SOURCES * options.counties, rows=ROWS * options.counties, nights=options.nights,
        seed=options.seed, mess=options.mess, include_from=SHIPPED_INCLUDE,
    )  # fmt: skip
    settings = replace(load_settings(), include=folder, inbox=folder / "inbox")
    reader = _Reader(folder, load_reference(settings))
    days = [reader.day(day, files) for (_, day), files in sorted(_files(folder).items())]
    return World(days, reader.item, reader.enterprise, _recurrences(folder))


class _Reader:
    """Reads files as the take of a night does: only what changed is judged."""

    def __init__(self, folder: Path, reference: Reference) -> None:
        self._folder, self._reference = folder, reference
        self._known: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._profiles: dict[str, Mapping[str, Profile]] = {}
        self.item: dict[str, str] = {}
        self.enterprise: dict[str, str] = {}

    def day(self, day: str, files: Mapping[tuple[str, str], dict[Any, tuple[str, str]]]) -> Day:
        """All files of one business date that came with one night."""
        read_day = Day(date.fromisoformat(day), [], set(), {})
        for (source, name), truth in sorted(files.items()):
            self._read(read_day, source, name, truth)
        return read_day

    def _read(self, day: Day, source: str, name: str, truth: Mapping[Any, tuple[str, str]]) -> None:
        contract = self._reference.contracts[source]
        path = self._folder / "inbox" / source / day.day.isoformat() / name
        reading = read(name, path.read_bytes(), hints_for(self._reference, contract))
        known = self._known[source]
        judged = judge_reading(
            self._reference, contract, reading, day.day, known, self._profiles.get(source)
        )
        self._profiles[source] = judged.profiles
        hashes = Counter(judged.unchanged)
        for record in judged.accepted.to_pylist():
            finding = _finding(source, day.day, record, contract)
            place = (record["file_name"], record["sheet"], record["row_number"], record["part"])
            if place in truth:
                self.item[finding.birth], self.enterprise[finding.birth] = truth[place]
                day.findings.append(finding)
                hashes[record["row_hash"]] += 1
        day.unchanged.update((source, one) for one in judged.unchanged if one)
        refused = {one.row_hash for one in judged.refused}
        if contract.delivery.mode == "full":
            day.listed[source] = {*hashes, *refused}
            self._known[source] = Counter({one: 1 for one in hashes if one})
        else:
            known.update(one for one in hashes if one)


def _finding(source: str, day: date, record: Mapping[str, Any], contract: Any) -> Finding:  # noqa: ANN401
    birth = f"{source}|{day}|{record['record_id']}"
    return Finding(
        record_id=record["record_id"], delivery_id=f"{source} {day}", birth=birth,
        source=source, business_date=day, authority=contract.weight,
        grace_days=contract.grace_days,
        source_key=record["source_key"], part=record["part"], row_hash=record["row_hash"],
        state_hash=record["state_hash"], reading_fingerprint="",
        enterprise_name=record["enterprise_name"], name_key=record["name_key"],
        uscc=record["uscc"], county_code=record["county"], site_key=record["site_key"],
        text_key=record["text_key"], found_on=record["found_on"], status=record["status"],
        closed_on=closing_day(
            record["status"], contract.verifies, record["rectified_on"], record["verified_on"], day
        ),
        town=record["town"], typed_code=record[unread_column("uscc")],
        told=Told(
            record["description"] or "", record["site"] or "", record["measure"] or "",
            record["check_item"] or "", record["level"] or "", record["category"] or "",
        ),
        due_on=record["due_on"], rectified_on=record["rectified_on"],
    )  # fmt: skip


def _files(
    folder: Path,
) -> dict[tuple[str, str], dict[tuple[str, str], dict[Any, tuple[str, str]]]]:
    """By night of arrival and business date: source and name, and (item, enterprise) by place."""
    files: defaultdict[tuple[str, str], dict[tuple[str, str], dict[Any, tuple[str, str]]]]
    files = defaultdict(dict)
    with (folder / "truth" / "rows.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = (row["file_name"], row["sheet"], int(row["row_number"]), int(row["part"] or 0))
            when = (row["arrives_on"], row["business_date"])
            known = files[when].setdefault((row["source"], row["file_name"]), {})
            known[place] = (row["item_id"], row["enterprise_id"])
    return files


def _recurrences(folder: Path) -> dict[str, str]:
    with (folder / "truth" / "items.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["item_id"]: row["recurrence_of"]
            for row in csv.DictReader(file)
            if row["recurrence_of"]
        }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=4)
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--mess", default="nasty")
    parser.add_argument("--given", action="store_true", help="enterprises as in the truth")
    parser.add_argument("--cache", type=Path, default=None, help="keep what was read here")
    parser.add_argument("--show", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
