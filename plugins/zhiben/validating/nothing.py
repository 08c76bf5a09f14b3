"""Judges whether a description states a finding at all: rules that say why it does not."""

from __future__ import annotations

import re
import unicodedata

_SILENT = re.compile(
    r"(?:暂?无|没有|未(?:发现|排查出|见)(?:任何)?)?(?:明显|重大|一般|安全|事故|消防|其他|相关|存在)*"
    r"(?:隐患|问题|异常|情况)*(?:问题|隐患)?"
)
_WORDS = frozenset(
    "无 暂无 没有 正常 一切正常 良好 合格 符合 符合要求 一般 重大 一般隐患 重大隐患 有隐患 存在隐患 "
    "安全隐患 隐患 有 是 否 同上 略 不涉及 不适用 待定 已整改 已完成 已处理 已更换 已解决 已落实 "
    "整改完成 已整改完成 整改完毕 已整改完毕 完成整改 已销号 已闭环 整改中 未整改 立即整改 "
    "未发现 未发现问题 未发现隐患 未发现异常 无问题 无隐患 无异常 测试 ok".split()
)
_DONE = re.compile(r"(?:均|都|全部)?已(?:经)?(?:畅通|正常|合格|符合要求|清理完毕|恢复正常)")
_GOOD = re.compile(
    r"[^不未无没缺难少]{1,10}(?:均|都)?(?:已畅通|保持畅通|畅通无阻|完好有效|运行正常|一切正常|符合要求)"
)


def why_nothing(text: str | None, check_item: str | None = None) -> str | None:
    """Why ``text`` states no hazard, as a Chinese clause, or None where it may state one.

    Precision first: whatever is not plainly empty talk passes. A completion word inside a longer
    text proves nothing; most such texts are hazards.
    """
    if text is None:
        return None
    bare = _bare(text)
    if not bare:
        return "只有标点或空白"
    if bare.isascii() and (bare.isdigit() or len(bare) < 3):
        return "只有数字或字母"
    if len(bare) == 1:
        return "只有一个字"
    if bare in _WORDS or _SILENT.fullmatch(bare):
        return "没有写出具体隐患"
    if _DONE.fullmatch(bare) or _GOOD.fullmatch(bare):
        return "写的是正常或已处理的情况，不是隐患"
    if check_item and bare == _bare(check_item):
        return "照抄了检查项，没有写出具体隐患"
    return None


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(
        character for character in folded if unicodedata.category(character)[0] in "LN"
    )
