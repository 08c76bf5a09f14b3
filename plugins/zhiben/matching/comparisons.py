"""The comparisons of the item model: what two findings have in common, level by level.

A level is a SQL condition on the columns of :mod:`zhiben.matching.item_columns`; the first that
holds is the pair's. Levels called impossible are hard: whatever else speaks for the pair, it is
never one item. The engines differ in the names of their functions on lists alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zhiben.matching.meaning import UNIT

IMPOSSIBLE = "impossible"
OTHER_THING = "other"  # what the answers to `hazard` begin with where two things are named


@dataclass(frozen=True)
class Dialect:
    """How an engine calls what is done with lists."""

    overlap: str
    shared: str
    size: str
    contains: str
    dot: str

    def dot_of(self, one: str, other: str) -> str:
        """The dot product of two vectors."""
        return self.dot.format(one=one, other=other)


DIALECTS = {
    "duckdb": Dialect(
        "list_has_any",
        "list_intersect",
        "len",
        "list_contains",
        "array_inner_product({one}, {other})",
    ),
    "spark": Dialect(
        "arrays_overlap",
        "array_intersect",
        "size",
        "array_contains",
        "vector_inner_product({one}, {other})",
    ),
}


@dataclass(frozen=True)
class Level:
    """One answer to a comparison: its name, Chinese words for a reviewer, the condition."""

    name: str
    zh: str
    sql: str


@dataclass(frozen=True)
class Question:
    """A comparison: its levels in order, and the words for when none of them holds.

    Of a graded one each level says more than the next.
    """

    name: str
    zh: str
    levels: tuple[Level, ...]
    otherwise: str
    is_graded: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its answers, in order; the last is ``otherwise``."""
        return (*(level.name for level in self.levels), "otherwise")

    def words(self, answer: str) -> str:
        """What ``answer`` says to a reviewer."""
        told = {level.name: level.zh for level in self.levels}
        return told.get(answer, self.otherwise)


_PARTS = ("building", "floor", "room", "number", "side")
_MEANING = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.2, 0.1)
_KIND = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
_OF_THING = (0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
_GAPS = {
    0: "同一天发现",
    1: "相隔一天",
    2: "相隔两天",
    5: "一周之内",
    14: "两周之内",
    31: "一个月之内",
}
_RECTIFIED_GAPS = {
    0: "同一天整改完成",
    2: "整改完成日期相差两天以内",
    7: "整改完成日期相差一周以内",
}
TIMELY = ("days", "deadline", "rectified")  # what two episodes of one hazard do not share


def questions(engine: str) -> tuple[Question, ...]:
    """The comparisons in the SQL of ``engine`` (``duckdb`` or ``spark``)."""
    ask = _Asking(DIALECTS[engine])
    return (
        Question("opposite", "含义", ask.opposite(), "含义不相反"),
        Question("place", "位置", ask.place(), "位置无法比较"),
        Question("hazard", "对象和问题", tuple(ask.hazard()), "不同对象，不同的问题"),
        Question("besides", "其他对象", ask.besides(), "没有各自写明其他对象"),
        Question("meaning", "语义", ask.meaning(), "语义不同", is_graded=True),
        Question("kind", "已知隐患", ask.kind(), "读作不同的已知隐患", is_graded=True),
        Question(
            "meaning_of_thing",
            "同一对象的语义",
            ask.meaning_of_thing(),
            "对象或语义不同",
            is_graded=True,
        ),
        Question("hints", "措施和检查项", ask.hints(), "措施或检查项所指不同"),
        Question("amount", "数量", _agreement("amount", "数量"), "数量未写明"),
        Question("spot", "具体部位", _agreement("spot", "具体部位"), "具体部位未写明"),
        Question("level", "等级", _agreement("level", "隐患等级"), "等级未写明"),
        Question("category", "类别", _agreement("category", "隐患类别"), "类别未写明"),
        Question("days", "发现日期", tuple(_gaps("found", _GAPS)), "相隔一个月以上"),
        Question("deadline", "整改期限", _deadline(), "整改期限未写明"),
        Question("rectified", "整改完成", tuple(_rectified()), "整改完成日期未写明"),
    )


class _Asking:
    """Writes conditions in the words of one engine."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def opposite(self) -> tuple[Level, ...]:
        says = [
            self._hit("denied", "faults"),
            self._hit("faults", "denied"),
            "(bare_l = bare_r and denials_l <> denials_r)",
            "is_sound_l <> is_sound_r",
        ]
        return (Level(IMPOSSIBLE, "说的正相反", _any(says)),)

    def place(self) -> tuple[Level, ...]:
        inside = f"{self._dialect.contains}(rooms_around_l, room_r)"
        elsewhere = [
            *map(_apart, ("building", "floor")),
            f"({_any(map(_apart, ('room', 'number')))} and not {inside})",
            f"({_apart('side')} and (side_l & side_opposite_r) <> 0)",
        ]
        equal = _any(map(_same, _PARTS))
        one_sided = _any(f"((({part}_l = 0)) <> ({part}_r = 0))" for part in _PARTS)
        alike = f"{equal} and not {_any([inside, _apart('side')])} and not {one_sided}"
        other_side = f"({_apart('side')} and (side_l & side_r) = 0)"
        return (
            Level(IMPOSSIBLE, "不是同一位置", _any(elsewhere)),
            Level("same", "同一位置", alike),
            Level("other_side", "方位不同", other_side),
            Level("inside", "一处在另一处之内", inside),
            Level("coarser", "位置一详一略", _any([equal, _apart("side")])),
            Level("same_words", "位置写法相同", _same("rest")),
        )

    def hazard(self) -> Iterator[Level]:
        near = [
            self._hit("kin", "things"),
            self._hit("near", "things"),
            self._hit("things", "near"),
        ]
        things = (
            ("thing", "同一对象", self._hit("things")),
            ("kin", "相关对象", _any(near)),
            ("unsaid", "对象未写明", self._silent("things")),
            (OTHER_THING, "不同对象", "1 = 1"),
        )
        faults = (
            ("fault", "同样的问题", self._hit("faults")),
            ("alike", "相近的问题", self._hit("alike", "faults")),
            ("silent", "问题未写明", self._silent("faults")),
            ("differs", "不同的问题", "1 = 1"),
        )
        equal = f"{self._equal('things')} and {self._equal('faults')}"
        yield Level("equal", "对象和问题完全相同", equal)
        for thing, thing_zh, is_thing in things:
            for fault, fault_zh, is_fault in faults:
                name = f"{thing}_{fault}"
                yield Level(name, f"{thing_zh}，{fault_zh}", f"{is_thing} and {is_fault}")

    def besides(self) -> tuple[Level, ...]:
        """What both name says little where each names another thing that bears it.

        Least where all that both name are accessories: 配电箱无警示标识 is not 设备无警示标识.
        """
        shared, sizes = self._counts("things")
        each = " and ".join(f"{shared} < {size}" for size in sizes)
        is_shared = f"{shared} > 0"
        related = [
            self._silent("bearers"),
            self._hit("bearers"),
            self._hit("kin", "bearers"),
            self._hit("bearers", "kin"),
        ]
        return (
            Level("bearer", "同样的附属物，属于不同的对象", f"{is_shared} and not {_any(related)}"),
            Level("each", "同一对象之外，各自写明了不同的对象", f"{is_shared} and {each}"),
        )

    def meaning(self) -> tuple[Level, ...]:
        equal = Level(
            "equal", "文字相同", "(bare_l <> 0 and bare_l = bare_r and denials_l = denials_r)"
        )
        return (equal, *self._grades("语义", _MEANING))

    def kind(self) -> tuple[Level, ...]:
        return tuple(self._grades("读作同一已知隐患，", _KIND, "kind"))

    def meaning_of_thing(self) -> tuple[Level, ...]:
        given = self._hit("things")
        graded = self._grades("同一对象，语义", _OF_THING)
        return tuple(Level(one.name, one.zh, f"{given} and {one.sql}") for one in graded)

    def _grades(self, zh: str, grades: Sequence[float], column: str = "meaning") -> Iterator[Level]:
        """Vectors are whole numbers: their product is the same on every engine."""
        alike = self._dialect.dot_of(f"{column}_l", f"{column}_r")
        for each in grades:
            sql = f"{alike} >= {round(each * UNIT * UNIT)}"
            yield Level(f"{round(100 * each)}", f"{zh}相似度{each:.0%}以上", sql)

    def hints(self) -> tuple[Level, ...]:
        return (
            Level("same", "措施或检查项指同一对象", self._hit("hints")),
            Level("unsaid", "措施和检查项未写明", self._silent("hints")),
        )

    def _hit(self, one: str, other: str = "") -> str:
        return f"{self._dialect.overlap}({one}_l, {other or one}_r)"

    def _size(self, what: str) -> str:
        return f"{self._dialect.size}({what})"

    def _silent(self, column: str) -> str:
        return f"({self._size(f'{column}_l')} = 0 or {self._size(f'{column}_r')} = 0)"

    def _equal(self, column: str) -> str:
        hits, (one, other) = self._counts(column)
        return f"({hits} > 0 and {hits} = {one} and {hits} = {other})"

    def _counts(self, column: str) -> tuple[str, tuple[str, str]]:
        """How many both rows name, and how many each does."""
        hits = self._size(f"{self._dialect.shared}({column}_l, {column}_r)")
        return hits, (self._size(f"{column}_l"), self._size(f"{column}_r"))


def _both(column: str) -> str:
    return f"({column}_l <> 0 and {column}_r <> 0)"


def _same(column: str) -> str:
    return f"({_both(column)} and {column}_l = {column}_r)"


def _apart(column: str) -> str:
    return f"({_both(column)} and {column}_l <> {column}_r)"


def _any(conditions: Iterable[str]) -> str:
    return f"({' or '.join(conditions)})"


def _agreement(column: str, zh: str) -> tuple[Level, ...]:
    return (
        Level("same", f"{zh}相同", _same(column)),
        Level("differs", f"{zh}不同", _apart(column)),
    )


def _gaps(day: str, gaps: Mapping[int, str]) -> Iterator[Level]:
    for days, zh in gaps.items():
        yield Level(f"within_{days}", zh, f"abs({day}_day_l - {day}_day_r) <= {days}")


def _deadline() -> tuple[Level, ...]:
    """Whoever comes within the week often gives as many days, not the same day."""
    as_long = f"({_both('due_day')} and due_day_l - found_day_l = due_day_r - found_day_r)"
    return (
        Level("as_long", "整改期限天数相同", as_long),
        Level("differs", "整改期限天数不同", _both("due_day")),
    )


def _rectified() -> Iterator[Level]:
    """What was put right was so on one day; who writes of it heard or looked later."""
    for one in _gaps("rectified", _RECTIFIED_GAPS):
        yield Level(one.name, one.zh, f"({_both('rectified_day')} and {one.sql})")
    yield Level("differs", "整改完成日期不同", _apart("rectified_day"))
