"""What a record may be flagged with: what was repaired or doubted, and in which field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flag:
    """A flag's field (empty where it may be several) and its sentence for the clerk."""

    field: str
    message: str


FLAGS: dict[str, Flag] = {
    "uscc_missing": Flag("uscc", "没有填写统一社会信用代码。"),
    "uscc_broken": Flag("uscc", "信用代码校验不通过，未采用。"),
    "uscc_repaired": Flag("uscc", "信用代码中容易混淆的字符已改正。"),
    "uscc_rounded": Flag(
        "uscc", "信用代码被表格软件当作数字，后几位已丢失，请将该列设为文本格式后重新填写。"
    ),
    "uscc_15_digits": Flag("uscc", "填写的是 15 位工商注册号，不是 18 位信用代码。"),
    "uscc_9_digits": Flag("uscc", "填写的是 9 位组织机构代码，不是 18 位信用代码。"),
    "uscc_of_another": Flag("uscc", "信用代码属于另一家企业，已按企业名称归入，请核对代码。"),
    "enterprise_doubtful": Flag(
        "enterprise_name", "与已有企业名称相近，不能确定是否同一家，暂单独列出。"
    ),
    "county_unknown": Flag("county", "县区名称无法识别。"),
    "town_unknown": Flag("town", "该县区没有这个乡镇街道。"),
    "place_inferred": Flag("", "县区或乡镇行内没有写，按上方小标题或填报单位补上。"),
    "same_as_above": Flag("", "写的是“同上”，按上一行补上。"),
    "level_blank": Flag("level", "没有填写隐患等级，按一般隐患处理。"),
    "status_blank": Flag("status", "没有填写整改状态，按整改完成日期推定。"),
    "due_missing": Flag("due_on", "没有整改期限。"),
    "year_inferred": Flag("", "日期没有写年份，按标题、文件名或报送日期补上。"),
    "day_inferred": Flag("", "日期没有写到日，按月初或月末补上。"),
    "date_from_words": Flag("due_on", "期限是文字，按发现日期推算。"),
    "money_unit_assumed": Flag("funds_yuan", "金额没有写单位，按元处理。"),
    "value_aside": Flag("", "内容属于别的列，未采用。"),
    "text_repaired": Flag("", "文字中的断行、异常字符、繁体字或夹带的注音已修复。"),
}


def describe(flag: str) -> Flag:
    """The flag's field and sentence.

    Raises:
        KeyError: when no room sets such a flag.
    """
    return FLAGS[flag]
