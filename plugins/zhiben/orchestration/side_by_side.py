"""Puts what two rows say into words that a reviewer reads side by side; people stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from zhiben.masking import mask_numbers, mask_people, mask_phones, mask_text, names_in
from zhiben.matching import RowId
from zhiben.matching.explaining import Reason, reasons
from zhiben.matching.item_model import ItemModel
from zhiben.orchestration.reference import Reference
from zhiben.records import HAZARD, FieldType
from zhiben.records.fields import Field
from zhiben.reporting.reviews import ZH_VERDICTS, PairRow, Side
from zhiben.vocabulary import Vocabulary
from zhiben.warehouse.decisions import UNDONE
from zhiben.warehouse.reviews import KnownPair, Statement, said_of

ZH_STATUSES = {
    "open": "待判定",
    "decided": "已由人工判定",
    "undone": "人工判定，已撤销",
    "machine": "系统判定，无人核对",
    "past": "已被后来的判定取代",
}
_NAMED = 20  # characters of a description by which a row is called
_PLACES = {"county"}  # told once, of the enterprise


@dataclass(frozen=True)
class Shown:
    """A pair side by side: its two rows, what speaks for and against, what was decided before."""

    known: KnownPair
    row: PairRow
    item_ids: tuple[str, str]
    history: tuple[Mapping[str, Any], ...]
    reasons: tuple[Mapping[str, Any], ...]

    def as_data(self) -> dict[str, Any]:
        """One JSON object."""
        sides = zip(("one", "other"), (self.row.one, self.row.other), self.item_ids, strict=True)
        names = ("judgement_id", "status", "verdict", "score", "model", "rule", "county_code")
        return {
            **{name: getattr(self.known, name) for name in names},
            "enterprise_id": self.known.enterprise_id,
            "enterprise_name": self.row.enterprise,
            **{
                name: {"where": one.where, "item_id": item_id, **one.fields}
                for name, one, item_id in sides
            },
            "reasons": list(self.reasons),
            "history": list(self.history),
        }

    def heading(self) -> Iterator[str]:
        """What pair it is and how it stands."""
        yield f"判定编号 {self.known.judgement_id}　{ZH_STATUSES[self.known.status]}"
        yield f"企业 {self.row.enterprise}（{self.row.county}）"
        yield f"系统认为是同一隐患的可能性 {self.known.score:.0%}（模型 {self.known.model}）"

    def paragraphs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What speaks for and against, and the history, each under its title."""
        yield "支持同一隐患", self.row.speaks_for
        yield "支持不同隐患", self.row.speaks_against
        yield "历次判定", tuple(map(_step_words, self.history))

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """The two rows field by field, under the fields' Chinese names."""
        yield "报送", self.row.one.where, self.row.other.where
        yield "整改项", *self.item_ids
        for each in HAZARD.fields:
            texts = (
                self.row.one.fields.get(each.name, ""),
                self.row.other.fields.get(each.name, ""),
            )
            if any(texts):
                yield each.zh, texts[0], texts[1]


def _step_words(step: Mapping[str, Any]) -> str:
    who = f"“{step['decided_by']}”" if step["is_human"] else f"系统（可能性 {step['score']:.0%}）"
    what = "撤销" if step["rule"] == UNDONE else ZH_VERDICTS[step["verdict"]]
    why = f"，理由：{step['why']}" if step["why"] else ""
    return f"{step['decided_at']:%Y-%m-%d %H:%M} {who} {what}（{step['judgement_id']}）{why}"


def people_in(said: Iterable[Statement]) -> set[str]:
    """Everybody whom these rows name."""
    people = [field.name for field in HAZARD.of_type(FieldType.PEOPLE)]
    return {name for row in said for each in people for name in names_in(row[each] or "")}


def side(said: Statement, vocabulary: Vocabulary, people: Iterable[str]) -> Side:
    """A row as a reviewer reads it."""
    shown = {
        field.name: words
        for field in HAZARD.fields
        if field.name not in _PLACES
        and (words := _words(field, said[field.name], vocabulary, people))
    }
    return Side(where(said), shown)


def where(said: Statement) -> str:
    """Where a row stands: source, date, file, sheet, row and part."""
    part = f"第 {said['part']} 条" if said["part"] > 1 else ""
    row = f"第 {said['row_number']} 行{part}"
    named = (said["source"], str(said["business_date"]), said["file_name"], said["sheet"], row)
    return " ".join(filter(None, named))


def called(said: Statement, people: Iterable[str]) -> str:
    """What a row is called in a sentence: where it stands, and the beginning of what it says."""
    words = mask_text(said["description"], people)
    short = words if len(words) <= _NAMED else f"{words[:_NAMED]}…"
    return f"{where(said)}“{short}”"


def pair_row(
    known: KnownPair, sides: tuple[Side, Side], told: Iterable[Reason], people: Iterable[str]
) -> PairRow:
    """A pair with its reasons, as it stands in the workbook."""
    said = list(told)
    return PairRow(
        judgement_id=known.judgement_id,
        county=known.county_name or known.county_code,
        enterprise=mask_numbers(known.enterprise_name, people),
        score=known.score,
        one=sides[0],
        other=sides[1],
        speaks_for=tuple(one.sentence for one in said if one.weight > 0),
        speaks_against=tuple(one.sentence for one in said if one.weight < 0),
    )


def reasons_of(known: KnownPair, model: ItemModel) -> list[Reason]:
    """What spoke for and against the pair when it was weighed."""
    return reasons(known.evidence, known.model, model)


def _words(field: Field, value: Any, vocabulary: Vocabulary, people: Iterable[str]) -> str:  # noqa: ANN401 - of any type
    if value is None or value == "":
        return ""
    if field.type is FieldType.WORD:
        return _first_word(vocabulary.words.get(field.name, {}), str(value))
    if field.type is FieldType.FLAG:
        return "是" if value else "否"
    if field.type is FieldType.PEOPLE:
        return mask_people(str(value))
    if field.type is FieldType.PHONE:
        return mask_phones(str(value))
    return value.isoformat() if isinstance(value, date) else mask_text(str(value), people)


def _first_word(words: Mapping[str, str], meaning: str) -> str:
    """The word that the vocabulary names first for a meaning."""
    return next((word for word, means in words.items() if means == meaning), meaning)


@dataclass
class Desk:
    """What it takes to read pairs: the reference, and what the rows of these pairs say.

    Reasons have words where ``model`` weighed them.
    """

    reference: Reference
    connection: Connection
    model: ItemModel
    said: dict[RowId, Statement] = field(default_factory=dict)

    def read(self, pairs: Iterable[KnownPair]) -> None:
        """Look up what the rows of these pairs say.

        Reasons have words where ``model`` weighed them.
        """
        self.read_rows({row for one in pairs for row in (one.pair.one, one.pair.other)})

    def read_rows(self, rows: Iterable[RowId]) -> None:
        """Look up what these rows say."""
        self.said |= said_of(self.connection, rows)

    def row(self, known: KnownPair) -> PairRow:
        """A pair in words; a row of which nothing is said any more stays empty."""
        there = [self.said.get(row) for row in (known.pair.one, known.pair.other)]
        people = people_in(one for one in there if one)
        vocabulary = self.reference.vocabularies[HAZARD.name]
        one, other = (side(each, vocabulary, people) if each else Side("", {}) for each in there)
        return pair_row(known, (one, other), reasons_of(known, self.model), people)

    def item_of(self, row: RowId) -> str:
        """The item that a row stands under."""
        return str(self.said[row]["item_id"]) if row in self.said else ""

    def reasons(self, known: KnownPair) -> Iterator[dict[str, Any]]:
        """What spoke for and against a pair, with the weights."""
        return (vars(one) for one in reasons_of(known, self.model))

    def called(self, row: RowId) -> str:
        """What a row is called in a sentence."""
        said = self.said.get(row)
        return called(said, people_in([said])) if said else "/".join(row)

    def hidden(self, words: str | None, known: KnownPair) -> str | None:
        """``words`` without the people whom the two rows name."""
        there = (self.said.get(row) for row in (known.pair.one, known.pair.other))
        return mask_text(words, people_in(one for one in there if one)) if words else words

    def listed(self, known: KnownPair) -> dict[str, Any]:
        """A pair as a list shows it."""
        row = self.row(known)
        names = ("judgement_id", "status", "verdict", "score", "county_code", "county_name")
        told: dict[str, Any] = {name: getattr(known, name) for name in names}
        told["enterprise_name"] = row.enterprise
        for name, one, row_id in (
            ("one", row.one, known.pair.one), ("other", row.other, known.pair.other),
        ):  # fmt: skip
            told[f"{name}_source"], told[f"{name}_item_id"] = row_id[0], self.item_of(row_id)
            told[f"{name}_where"] = one.where
            told |= {f"{name}_{each}": one.fields.get(each, "") for each in ("site", "description")}
        of_person = known if known.is_human else None
        return {
            **told,
            "night": known.night,
            "model": known.model,
            "decided_by": of_person.decided_by if of_person else None,
            "decided_at": of_person.decided_at if of_person else None,
            "why": self.hidden(of_person.why, known) if of_person else None,
        }
