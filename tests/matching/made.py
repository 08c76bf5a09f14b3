"""Findings made in memory, and nights that link them into one book."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhiben.contracts.units import load_units
from zhiben.matching import (
    Book,
    Finding,
    Link,
    NameSense,
    Resolution,
    Told,
    closing_day,
    link_day,
    resolve_enterprises,
    stable_id,
)
from zhiben.matching.hazard_model import load_model as load_hazard_model
from zhiben.matching.item_model import load_item_model
from zhiben.matching.names import NameReader, gazetteer_of, load_model
from zhiben.matching.scoring import ItemSense
from zhiben.normalizing import name_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary import load_name_words
from zhiben.vocabulary.wording import load_wording

UNITS = load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml")
WORDS = load_name_words(SHIPPED_INCLUDE / "vocabulary")
READER = NameReader(WORDS, gazetteer_of(UNITS, WORDS))
SENSE = NameSense(READER, load_model())
ITEM_SENSE = ItemSense(
    load_hazard_model(load_wording(SHIPPED_INCLUDE / "vocabulary")), load_item_model()
)

DEFAULTS: dict[str, Any] = {
    "source": "a",
    "day": "2026-03-01",
    "found": "2026-03-01",
    "row": 1,
    "part": 1,
    "key": None,
    "name": "甲厂",
    "uscc": None,
    "county": "411624",
    "town": None,
    "typed": None,
    "site": "1号车间",
    "text": "灭火器过期",
    "status": "open",
    "verified": None,
    "rectified": None,
    "authority": 30,
    "verifies": True,
    "grace": 3,
}


def finding(**given: Any) -> Finding:
    """A record: an extinguisher past its date in workshop 1 of 甲厂, but for what is ``given``."""
    said = DEFAULTS | given
    day = date.fromisoformat(said["day"])
    place = f"f.csv||{said['row']}|{said['part']}"
    return Finding(
        record_id=place,
        delivery_id=f"D-{said['source']}-{day}",
        birth=f"{said['source']}|{day}|{place}",
        source=said["source"],
        business_date=day,
        authority=said["authority"],
        source_key=said["key"],
        part=said["part"],
        row_hash=row_hash(**given),
        state_hash=row_hash(**{**given, "key": None, "row": 0}),
        reading_fingerprint="",
        enterprise_name=said["name"] or None,
        name_key=name_key(said["name"].strip("（）"), UNITS),
        uscc=said["uscc"],
        county_code=said["county"],
        site_key=said["site"],
        text_key=said["text"],
        found_on=date.fromisoformat(said["found"]),
        status=said["status"],
        closed_on=closing_day(
            said["status"], said["verifies"], _day(said["rectified"]), _day(said["verified"]), day
        ),
        town=said["town"],
        typed_code=said["typed"],
        told=Told(said["text"], said["site"]),
        grace_days=said["grace"],
    )


def row_hash(**given: Any) -> str:
    """Hash of all that a row says, whenever it was sent."""
    said = DEFAULTS | given
    return stable_id("H", *(f"{name}={said[name]}" for name in sorted(said) if name != "day"))


def night(
    book: Book,
    *findings: Finding,
    unchanged: tuple[str, ...] = (),
    sense: ItemSense | None = None,
    full: tuple[str, ...] = (),
) -> list[Link]:
    """Link ``findings`` of one business date; the links stand in the order of the findings."""
    known = resolved(book, *findings)
    links = link_day(
        book, list(findings), known, {("a", one) for one in unchanged}, sense=sense, full=full
    )
    by_birth = {link.finding.birth: link for link in links}
    assert len(links) == len(by_birth) == len(findings)
    return [by_birth[one.birth] for one in findings]


def resolved(book: Book, *findings: Finding) -> dict[str, Resolution]:
    """The enterprise of each finding of one business date, by birth."""
    return resolve_enterprises(book, findings, SENSE)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def reopened(book: Book) -> Book:
    """The same knowledge as a warehouse would give it back: in the order of keys."""
    fresh = Book()
    for _, enterprise in sorted(book.enterprises.items()):
        fresh.put_enterprise(enterprise)
    for _, name in sorted(book.names.items()):
        fresh.put_name(name)
        fresh.put_blocks(name.enterprise_id, SENSE.blocks(name.name, name.county_code))
    for number, enterprise_id in sorted(book.by_number.items()):
        fresh.put_number(number, enterprise_id)
    for _, item in sorted(book.items.items()):
        fresh.put_item(item)
    for _, row in sorted(book.rows.items()):
        fresh.put_row(row)
    fresh.close_known()
    return fresh
