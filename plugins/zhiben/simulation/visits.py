"""Lets departments visit enterprises: what they find, find again, and write into their ledgers.

A visit finds several hazards in one or two places. Within the week another department may come
and find some of them again, in its own words, beside others. Weeks later a third may meet what is
still open, and what was closed may come back as a new item.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.life import Calendar, draw_days, make_life
from zhiben.simulation.mess import Mess
from zhiben.simulation.model import County, Enterprise, Entry, Item, Kind, Life, Place
from zhiben.simulation.phrasing import describe
from zhiben.simulation.templates import Source

_SECOND_VISIT_SHARE = 0.45
_FOUND_AGAIN_SHARE = 0.45
_FOUND_COUNTS = (1, 2, 3, 4, 4, 5, 6, 8)
_ADDED_COUNTS = (0, 1, 2, 3, 4, 5)  # by the second visit, beside what it finds again
_LATER_SHARE = 0.03
_WITHIN_A_MONTH = 0.75  # of what is met later
_RECURRENCE_SHARE = 0.07
_SIBLING_SHARE = 0.45
_SAME_KIND_SHARE = 0.1  # at another place of the same enterprise
_OWN_DEADLINE_SHARE = 0.35  # of what is found again: given days anew, as if nobody had
_OTHER_CHANNELS = ("joint", "expert", "public_report")


class Visits:
    """Fills one county with visits until its ledgers hold the rows asked for."""

    def __init__(
        self,
        county: County,
        sources: Sequence[Source],
        catalog: Catalog,
        calendar: Calendar,
        mess: Mess,
        rng: Random,
    ) -> None:
        self._county, self._sources, self._catalog = county, tuple(sources), catalog
        self._calendar, self._mess, self._rng = calendar, mess, rng
        self._shares = [source.department.share for source in sources]
        self._hosts = {source.source_id: self._hosts_of(source) for source in sources}
        self._kinds: dict[tuple[str, str], tuple[Kind, ...]] = {}
        self._taken: set[tuple[str, str]] = set()  # place and kind of every item
        self._wordings: dict[str, list[str]] = defaultdict(list)  # by item
        self._listed: dict[str, dict[str, bool]] = defaultdict(dict)  # item → source → is stale
        self._row_count = 0
        for source in sources:
            county.entries[source.source_id] = []

    def fill(self, rows: int) -> None:
        """Make visits until the sources list ``rows`` rows on the last night."""
        idle = 0
        while self._row_count < rows and idle < 500:
            before = self._row_count
            self._round()
            idle = 0 if self._row_count > before else idle + 1

    def _round(self) -> None:
        rng = self._rng
        source = rng.choices(self._sources, self._shares)[0]
        hosts = self._hosts[source.source_id]
        if not hosts:
            return
        enterprise = hosts[int(len(hosts) * rng.random() ** 1.5)]
        places = rng.sample(enterprise.places, k=min(len(enterprise.places), rng.randint(1, 2)))
        day = self._calendar.visit_day(rng)
        items = self._visit(source, enterprise, places, day, rng.choice(_FOUND_COUNTS))
        if rng.random() < _SECOND_VISIT_SHARE:
            second = self._other_source(enterprise, source)
            items += self._visit_again(second, enterprise, places, items, day) if second else []
        for item in items:
            self._aftermath(item)

    def _visit(
        self, source: Source, enterprise: Enterprise, places: Sequence[Place], day: date, count: int
    ) -> list[Item]:
        """A first look: up to ``count`` new items, written down by ``source``."""
        items: list[Item] = []
        shared: dict[str, Life] = {}
        for _ in range(count):
            place = self._rng.choice(places)
            kind = self._pick_kind(source, place, [item.kind for item in items])
            if kind is not None:
                items.append(self._new_item(enterprise, place, kind, day, shared))
        self._write(source, items, day)
        return items

    def _visit_again(
        self,
        source: Source,
        enterprise: Enterprise,
        places: Sequence[Place],
        items: Sequence[Item],
        day: date,
    ) -> list[Item]:
        """A second department within the week; gives the items it was first to find."""
        later = day + timedelta(days=self._rng.choice((0, 1, 1, 2, 2, 3, 4, 5)))
        if later > self._calendar.end:
            return []
        again = [
            item
            for item in items
            if self._can_find(source, item, later) and self._rng.random() < _FOUND_AGAIN_SHARE
        ]
        self._write(source, again, later)
        return self._visit(source, enterprise, places, later, self._rng.choice(_ADDED_COUNTS))

    def _aftermath(self, item: Item) -> None:
        luck = self._rng.random()
        if luck < _LATER_SHARE:
            self._find_later(item)
        elif luck < _LATER_SHARE + _RECURRENCE_SHARE:
            self._recur(item)

    def _find_later(self, item: Item) -> None:
        """Another department meets the item weeks, sometimes months later, while still open."""
        days = (8, 30) if self._rng.random() < _WITHIN_A_MONTH else (31, 90)
        later = item.life.found_on + timedelta(days=self._rng.randint(*days))
        source = self._other_source(item.enterprise, *self._listing(item))
        if source and later <= self._calendar.end and self._can_find(source, item, later):
            self._write(source, [item], later)

    def _recur(self, item: Item) -> None:
        """The same hazard again, weeks after every ledger that lists it calls it closed."""
        listing = self._listing(item)
        verifies = any(source.department.verifies for source in listing)
        closed_on = item.life.last("verified") if verifies else item.life.rectified_on
        if closed_on is None or not listing or any(self._listed[item.item_id].values()):
            return
        day = closed_on + timedelta(days=self._rng.randint(15, 75))
        if day > self._calendar.end:
            return
        again = self._new_item(item.enterprise, item.place, item.kind, day, {}, item)
        self._county.pinned |= {item.item_id, again.item_id}
        self._find_returned(again, listing, day)
        if self._rng.random() < 0.2:
            self._recur(again)

    def _find_returned(self, again: Item, listing: Sequence[Source], day: date) -> None:
        other = self._other_source(again.enterprise, *listing)
        finds_it = other if other and self._rng.random() < 0.25 else self._rng.choice(listing)
        if _sees(finds_it, again.kind):
            self._write(finds_it, [again], day)
        else:
            self._write(listing[0], [again], day)
        second = self._other_source(again.enterprise, finds_it, listing[0])
        later = day + timedelta(days=self._rng.randint(0, 4))
        is_seen = second is not None and self._can_find(second, again, later)
        if second and is_seen and later <= self._calendar.end and self._rng.random() < 0.3:
            self._write(second, [again], later)

    def _new_item(
        self,
        enterprise: Enterprise,
        place: Place,
        kind: Kind,
        day: date,
        shared: dict[str, Life],
        before: Item | None = None,
    ) -> Item:
        """An item; those of one place often share their fate, as one order deals with them."""
        rng = self._rng
        is_major = kind.can_be_major and rng.random() < 0.6
        life = shared.get(place.place_id) if rng.random() < 0.5 else None
        life = life or make_life(day, rng, is_major=is_major)
        shared.setdefault(place.place_id, life)
        self._taken.add((place.place_id, kind.kind_id))
        item = Item(
            item_id=f"{self._county.unit.code}-I{len(self._county.items) + 1:06d}",
            enterprise=enterprise,
            place=place,
            kind=kind,
            level="major" if is_major else "general",
            quantity=rng.choice((1, 1, 2, 2, 3, 4, 5)),
            spot=rng.choice(self._catalog.lists["spots"]),
            life=life,
            recurrence_of=before.item_id if before else "",
        )
        self._county.items.append(item)
        return item

    def _write(self, source: Source, items: Iterable[Item], day: date) -> None:
        """Enter ``items`` in the ledger of ``source``, some of them together in one cell."""
        waiting: list[Item] = []
        for item in items:
            fits = waiting and _belong_together(waiting[-1], item)
            if fits and self._rng.random() < self._mess.several * 3:
                waiting.append(item)
                if len(waiting) == self._mess.most_in_cell:
                    self._enter(source, waiting, day)
                    waiting = []
            else:
                self._enter(source, waiting, day)
                waiting = [item]
        self._enter(source, waiting, day)

    def _enter(self, source: Source, items: Sequence[Item], day: date) -> None:
        if not items:
            return
        rng, entries = self._rng, self._county.entries[source.source_id]
        is_second = any(self._listed[item.item_id] for item in items)
        is_stale = is_second and rng.random() < self._mess.stale
        appears_on = day + timedelta(days=rng.choice((0, 0, 0, 0, 0, 1, 1, 2, 3)))
        for item in items:
            self._listed[item.item_id][source.source_id] = is_stale
        days_given = _days_given(items[0], source, day, is_second=is_second)
        number = len(entries) + 1
        entries.append(
            Entry(
                entry_id=f"{source.source_id}-R{number:06d}",
                number=number,
                items=tuple(items),
                texts=tuple(self._word(source, item) for item in items),
                channel=self._channel(source),
                found_on=day,
                due_on=day + timedelta(days=days_given),
                appears_on=appears_on,
                lag_days=rng.choice((0, 0, 0, 1, 1, 2)),
                is_stale=is_stale,
            )
        )
        self._row_count += appears_on <= self._calendar.end

    def _word(self, source: Source, item: Item) -> str:
        """A description, mostly in a wording nobody used for this item while there is one."""
        used = self._wordings[item.item_id]
        fresh = [wording for wording in item.kind.words if wording not in used]
        repeats = used and (not fresh or self._rng.random() < self._mess.same_words)
        wording = self._rng.choice(used if repeats else fresh)
        used.append(wording)
        return describe(item, wording, source, self._catalog, self._mess, self._rng)

    def _pick_kind(self, source: Source, place: Place, seen: Sequence[Kind]) -> Kind | None:
        """A hazard not yet known at ``place``, often another defect of a thing just seen."""
        rng = self._rng
        kinds = self._kinds_at(source, place)
        things = {kind.thing for kind in seen}
        if seen and rng.random() < _SAME_KIND_SHARE:
            kinds = tuple(kind for kind in seen if kind in kinds) or kinds
        elif seen and rng.random() < _SIBLING_SHARE:
            kinds = tuple(kind for kind in kinds if kind.thing in things) or kinds
        for _ in range(4):
            kind = rng.choice(kinds) if kinds else None
            if kind and (place.place_id, kind.kind_id) not in self._taken:
                return kind
        return None

    def _kinds_at(self, source: Source, place: Place) -> tuple[Kind, ...]:
        key = (source.department.id, place.room)
        if key not in self._kinds:
            self._kinds[key] = tuple(
                kind
                for kind in self._catalog.kinds
                if place.room in kind.rooms and _sees(source, kind)
            )
        return self._kinds[key]

    def _can_find(self, source: Source, item: Item, day: date) -> bool:
        """Whether ``source``, which does not list the item, would see it open on ``day``."""
        done_on = item.life.first_rectified_on or item.life.last("withdrawn")
        is_open = item.life.found_on <= day and (done_on is None or day < done_on)
        is_new = source.source_id not in self._listed[item.item_id]
        return is_open and is_new and _sees(source, item.kind)

    def _other_source(self, enterprise: Enterprise, *known: Source) -> Source | None:
        others = [
            source
            for source in self._sources
            if source not in known and _goes_to(source, enterprise)
        ]
        shares = [source.department.share for source in others]
        return self._rng.choices(others, shares)[0] if others else None

    def _listing(self, item: Item) -> list[Source]:
        return [
            source for source in self._sources if source.source_id in self._listed[item.item_id]
        ]

    def _channel(self, source: Source) -> str:
        channel = source.department.channel
        is_other = channel == "supervision" and source.template.has("channel")
        return (
            self._rng.choice(_OTHER_CHANNELS) if is_other and self._rng.random() < 0.15 else channel
        )

    def _hosts_of(self, source: Source) -> tuple[Enterprise, ...]:
        return tuple(
            enterprise for enterprise in self._county.enterprises if _goes_to(source, enterprise)
        )


def _days_given(item: Item, source: Source, day: date, *, is_second: bool) -> int:
    """Days that ``source`` gives: the usual ones of the item, or days of its own.

    Drawn apart, so that nothing else in a world hangs on it.
    """
    rng = Random(f"{item.item_id}/{item.kind.kind_id}/{source.source_id}/{day}")  # noqa: S311
    if is_second and rng.random() < _OWN_DEADLINE_SHARE:
        return draw_days(rng, is_major=item.level == "major")
    return item.life.due_days


def _belong_together(one: Item, other: Item) -> bool:
    same_fate = one.life == other.life and one.level == other.level
    return same_fate and one.place == other.place and not (one.recurrence_of or other.recurrence_of)


def _sees(source: Source, kind: Kind) -> bool:
    sees = source.department.sees
    return sees is None or kind.topic in sees or kind.topic == "other"


def _goes_to(source: Source, enterprise: Enterprise) -> bool:
    sectors = source.department.sectors
    return sectors is None or enterprise.sector in sectors
