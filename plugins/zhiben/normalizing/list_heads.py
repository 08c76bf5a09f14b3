"""What the words right before a numbered list say of it: a place, a fault, an answer to faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STATES_HAZARD = re.compile(
    r"未|无|不|缺|没|过期|失效|损|破|堵|占用|脱落|裸露|积水|锈|泄漏|松动|混乱|超|违|变形|裂|老化"
)
NAMES_FAULT = re.compile(
    rf"{STATES_HAZARD.pattern}|私[拉接自]|乱|[过偏力]低|低于|坏|[渗漏]水|漏油|渗漏|歪斜|坍塌|[遮阻]挡|上锁|锁闭"
    "|杂物|堆放|住人|吸烟|模糊|故障"
)
_ANNOUNCES = re.compile(r"[:：]\s*$|(?:问题|隐患|如下|方面|情况)\s*[。.]?\s*$")
# Words before a list that its items do not stand without: 企业未建立：1.台账；2.预案.
_DENIES = re.compile(
    r"(?:[未缺没无]|不(?:具备|符合|满足))[^，,。；;]*[:：]\s*$"
    r"|(?:以下|下列)(?!.{0,4}(?:问题|隐患))[^，,。；;]*(?:过期|失效|[损破堵锈裂坏]|脱落|老化|松动)[^，,。；;]*[:：]\s*$"
)
_LISTS_FAULTS = re.compile(
    r"(?:(?:问题|隐患)(?:清单|台账|汇总)?|情况|之处|如下|方面|整改)\s*[:：]\s*$"
)
_LONGEST_HEAD = 40

_SENTENCE = re.compile(r"[^\n。；;！!？?]*$")
_CLAUSE = re.compile(r"[^，,、\s]*$")
_COLON = re.compile(r"[:：]$")
_END = r"(?:如下|是|为|有)?[。.]?[:：]?$"
_OF_FAULTS_TOO = re.compile(r"(?:问题|隐患)[及和与、]")  # 存在问题及整改意见
_MEASURES = re.compile(
    rf"(?:(?:整改|治理|处[理置]|防范|管控|改进)(?:的|工作)?(?:意见|措施|建议|要求|方案|对策|办法|内容)"
    rf"|^(?:对策|措施|建议|要求)(?:措施|建议)?|(?:责令|要求|^请)[^，,]*){_END}"
)
_DENIED = re.compile(r"未|无|缺|没|不(?:足|到位|符合|规范|全|完善|及时|明)")
_CLAUSES = re.compile(r"违反|依据|不符合|法律|法规|条款|条文|规定|标准")
_ANSWERS = re.compile(
    rf"(?:复查|复核|验收|回头看|(?:整改|复查|复核|验收|销号|处理|处置|落实|完成|处罚)(?:的|完成|落实)?(?:情况|结果|进展|进度)"
    rf"|(?:责任|检查|陪同|整改|复查)(?:单位|部门|人员?)|期限|时限|(?:整改|完成|复查)(?:时间|日期)){_END}"
)
_DIRECTS = re.compile(
    r"(?:立即|立刻|马上|及时|尽快|抓紧|请|责令|限期|务必|必须|严禁|应当|[应须](?!急))"
    r"|(?:更换|清理|维修|修复|补充|补齐|完善|加强|建立|制定|配备|设置|安装|拆除|整改|组织|落实|规范|检修|重新)"
    r"(?!.*[未不无缺没])"
)
_CITED = re.compile(r"《[^》]*》|第[\d一二三四五六七八九十百零.]+条|(?:GB|AQ|DB)[/T\s]*\d")
_CITES = re.compile(rf"(?:违反了?|依据|根据)?(?:{_CITED.pattern})")


def is_statement(words: str) -> bool:
    """Whether words before a numbering state a hazard, of which the items are details."""
    return bool(STATES_HAZARD.search(words)) and not _ANNOUNCES.search(words)


def needs_preamble(words: str, items: Sequence[str]) -> bool:
    """Whether items say what is wrong only together with the words before them."""
    if not _DENIES.search(words) or _LISTS_FAULTS.search(words):
        return False
    return not name_faults(items)


def name_faults(items: Sequence[str]) -> bool:
    """Whether each item says itself what is wrong."""
    return all(NAMES_FAULT.search(item) for item in items)


def is_heading(words: str) -> bool:
    """Whether words before a numbering only head it, as a place or a topic does."""
    return len(words.strip()) <= _LONGEST_HEAD and not is_statement(words)


def head_of(words: str) -> str:
    """The end of ``words`` that heads the list behind them, a line or sentence; empty if none does.

    Where no sentence ends before it, it is a clause that announces the list and states no fault:
    of 通道堵塞，整改意见： it is 整改意见：.
    """
    said = words.rstrip()
    start = _start(_SENTENCE, said)
    is_clause = not said[:start].strip()
    start = _start(_CLAUSE, said) if is_clause else start
    head = words[start:].lstrip()
    if not head.strip() or not is_heading(head):
        return ""
    if is_clause and not _COLON.search(said):
        return ""
    return "" if not start and NAMES_FAULT.search(head) else head


def _start(pattern: re.Pattern[str], said: str) -> int:
    match = pattern.search(said)
    return match.start() if match else 0


def answering(head: str, items: Sequence[str]) -> str | None:
    """What a list is that answers hazards and states none, None for one of hazards.

    Its head says so, or where it has none all its items. ``measure`` or ``basis`` is the field it
    belongs to; what else is said of hazards, as of their term, belongs to no field and is empty.
    """
    said = head.strip()
    if not said:
        return _told_by(items)
    if _OF_FAULTS_TOO.search(said):
        return None
    if _MEASURES.search(said):
        return None if all(map(_DENIED.search, items)) else "measure"
    if _CLAUSES.search(said) and all(map(_CITED.search, items)):
        return "basis"
    return "" if _ANSWERS.search(said) else None


def _told_by(items: Sequence[str]) -> str | None:
    """The field that items belong to by themselves: they all say what to do, or cite."""
    if all(map(_DIRECTS.match, items)):
        return "measure"
    return "basis" if all(map(_only_cites, items)) else None


def _only_cites(item: str) -> bool:
    return bool(_CITES.match(item)) and not NAMES_FAULT.search(_CITES.sub("", item))
