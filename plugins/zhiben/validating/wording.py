"""What each rule asks, in the words of the pages that list its outcomes."""

from __future__ import annotations

from zhiben.records import RecordKind

_WORDS = {
    "required": "“{zh}”必须填写",
    "broken_code_only": "只写了信用代码的，代码必须正确",
    "unreadable": "“{zh}”是有效日期",
    "no_number": "“{zh}”是不小于 0 的数",
    "unknown_word": "“{zh}”是通行说法",
    "future_date": "“{zh}”不晚于报送日期",
    "date_order": "“{zh}”不早于{earlier}",
    "states_no_hazard": "“{zh}”写明了隐患",
    "code_check": "“{zh}”校验通过",
    "format": "“{zh}”的写法可以识别",
    "known_place": "“{zh}”是登记过的名称",
    "left_blank": "“{zh}”已填写",
    "rows_promised": "行数在契约约定的范围内",
    "rows_usual": "行数与近期报送相当",
    "rows_kept": "与上次相同的行没有突然变少",
    "emptied": "“{zh}”的空格没有突然增多",
    "shifted": "“{zh}”的构成没有突然改变",
    "one_value": "“{zh}”没有突然变成同一个内容",
    "new_values": "“{zh}”没有大量从未出现过的内容",
    "repeated_rows": "没有重复的行",
}


def rule_in_words(kind: RecordKind | None, rule: str, column_name: str) -> str:
    """What ``rule`` asks of a field, as a clause; the rule's own name where nobody words it."""
    zh = kind.field(column_name).zh if kind and kind.has(column_name) else column_name
    earlier = kind.field(kind.happened).zh if kind else "发现日期"
    return _WORDS.get(rule, rule).format(zh=zh, earlier=earlier)
