"""What a record may be flagged with: what was repaired or doubted, and in which field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flag:
    """A flag's field (empty where it may be several), its sentence for a clerk, and in English."""

    field: str
    message: str
    en: str


FLAGS: dict[str, Flag] = {
    "uscc_missing": Flag("uscc", "没有填写统一社会信用代码。", "no credit code given"),
    "uscc_broken": Flag(
        "uscc", "信用代码校验不通过，未采用。", "credit code fails its check digit and is not used"
    ),
    "uscc_repaired": Flag(
        "uscc",
        "信用代码中容易混淆的字符已改正。",
        "characters easily confused in a credit code were put right",
    ),
    "uscc_rounded": Flag(
        "uscc",
        "信用代码被表格软件当作数字，后几位已丢失，请将该列设为文本格式后重新填写。",
        "a spreadsheet took the credit code for a number and lost its last digits",
    ),
    "uscc_15_digits": Flag(
        "uscc",
        "填写的是 15 位工商注册号，不是 18 位信用代码。",
        "a 15-digit registration number stands in place of the credit code",
    ),
    "uscc_9_digits": Flag(
        "uscc",
        "填写的是 9 位组织机构代码，不是 18 位信用代码。",
        "a 9-digit organisation code stands in place of the credit code",
    ),
    "county_unknown": Flag("county", "县区名称无法识别。", "no reporting unit is called so"),
    "town_unknown": Flag("town", "该县区没有这个乡镇街道。", "the county has no such town"),
    "place_inferred": Flag(
        "",
        "县区或乡镇行内没有写，按上方小标题或填报单位补上。",
        "county or town taken from a heading above the row or the reporting unit",
    ),
    "same_as_above": Flag(
        "", "写的是“同上”，按上一行补上。", "同上 or a ditto mark, filled in from the row above"
    ),
    "level_blank": Flag(
        "level", "没有填写隐患等级，按一般隐患处理。", "no level given; general is assumed"
    ),
    "level_inferred": Flag(
        "level",
        "行内没有等级，按小标题、表名或标题定为重大隐患。",
        "no level in the row; major by the section, sheet, title or file that lists it",
    ),
    "level_below_standard": Flag(
        "level",
        "描述疑似符合重大事故隐患判定标准，台账却写一般，请核对等级；系统没有改动等级。",
        "a judgement standard suggests a major hazard where the ledger says general; not changed",
    ),
    "text_beside": Flag(
        "",
        "另有一列也写了同类内容，与采用的一列不同，未采用；是另一项的，请另起一行。",
        "another column of the same meaning says something else, which is not read",
    ),
    "status_blank": Flag(
        "status",
        "没有填写状态，按完成日期推定。",
        "no status given; concluded from the date it was done",
    ),
    "review_unread": Flag(
        "status",
        "复查、验收或销号一栏的说法没能读懂，未采用，状态按整改情况一栏，请核对。",
        "what a column of reviews says could not be read; the state is what another column says",
    ),
    "review_differs": Flag(
        "status",
        "复查或验收一栏只说明已经看过，整改情况一栏却没有整改完，状态按整改情况一栏，请核对。",
        "a column of reviews says that somebody looked, another that it is not done; so it stays",
    ),
    "due_missing": Flag("due_on", "没有写明期限。", "no due date"),
    "done_in_future": Flag(
        "",
        "完成日期或复查日期晚于报送日期，请核对；是计划完成日期的，请填在期限一栏。",
        "done or verified after the day of the delivery",
    ),
    "result_blank": Flag(
        "result",
        "没有填写检查结果，写明发现隐患数的按隐患数推定。",
        "no result given; concluded from the number of hazards where there is one",
    ),
    "result_differs": Flag(
        "result",
        "检查结果与发现隐患数不一致，请核对。",
        "the result says otherwise than the number of hazards found",
    ),
    "deaths_blank": Flag(
        "deaths", "没有填写死亡人数，按 0 计。", "no number of deaths given; counted as none"
    ),
    "class_differs": Flag(
        "accident_class",
        "填写的事故等级与按死亡、重伤人数和直接经济损失算出的不一致，未采用。",
        "the class typed in is not the one that follows from the numbers; not used",
    ),
    "same_identity": Flag(
        "",
        "与同一台账中另一行说的像是同一件事，请核对是否重复。",
        "another row of the ledger seems to speak of the same thing",
    ),
    "year_inferred": Flag(
        "",
        "日期没有写年份，按标题、文件名或报送日期补上。",
        "year of a date taken from the title, the file's name or the delivery",
    ),
    "year_far": Flag(
        "",
        "日期没有写年份，按标题或文件名补上的年份与报送日期相差两年以上，请核对年份。",
        "year of a date from the title or file's name, two or more years off the delivery",
    ),
    "day_inferred": Flag(
        "", "日期没有写到日，按月初或月末补上。", "day of a date set to the month's first or last"
    ),
    "date_from_words": Flag(
        "due_on", "期限是文字，按发现日期推算。", "due date in words, counted from the found date"
    ),
    "name_placeholder": Flag(
        "enterprise_name",
        "企业名称是填表样例（如“XX公司”），未采用。",
        "a form's placeholder in place of the enterprise's name; not used",
    ),
    "date_unread": Flag("", "日期一栏写的不是日期，未采用。", "words in place of a date; not used"),
    "done_is_plan": Flag(
        "",
        "完成日期一栏写的是计划或期限，没有当作已完成；请填在期限一栏。",
        "a plan or a term in place of the day it was done; not taken as done",
    ),
    "money_unit_assumed": Flag(
        "funds_yuan", "金额没有写单位，按元处理。", "amount without a unit, taken as yuan"
    ),
    "value_aside": Flag(
        "",
        "内容属于别的列，未采用。",
        "value fits the neighbouring column and not its own; not used",
    ),
    "text_repaired": Flag(
        "",
        "文字中的断行、异常字符、繁体字或夹带的注音已修复。",
        "line breaks in words, odd or traditional characters or inserted readings put right",
    ),
    "money_unread": Flag(
        "funds_yuan", "金额无法识别，未采用。", "amount that could not be read; not used"
    ),
    "amount_pending": Flag(
        "direct_loss_yuan",
        "金额写的是尚未核定，暂按没有填写处理；核定后请补填。",
        "an amount still to be established; taken as not given",
    ),
    "count_unread": Flag("", "数量无法识别，未采用。", "number that could not be read; not used"),
    "answer_unread": Flag(
        "supervised",
        "“是”或“否”无法识别，未采用。",
        "neither yes nor no could be made out; not used",
    ),
    "phone_odd": Flag(
        "phone", "联系电话的位数不对，请核对。", "telephone number of an unusual length"
    ),
    "phone_rounded": Flag(
        "phone",
        "联系电话被表格软件当作数字，后几位已丢失，请将该列设为文本格式后重新填写。",
        "a spreadsheet took the telephone number for a quantity and lost its last digits",
    ),
    "beyond_headings": Flag(
        "",
        "表头右边还有内容，未采用；多写一个逗号或多占一格时各列会错位，请核对本行。",
        "something stands right of all headings; not used, and the cells may have moved",
    ),
    "corrected_by_hand": Flag(
        "",
        "曾被隔离，按人工更正的内容接收；原台账里还没有改。",
        "refused before and accepted as people put it right; the ledger itself is unchanged",
    ),
    "uscc_of_another": Flag(
        "uscc",
        "信用代码属于另一家企业，已按企业名称归入，请核对代码。",
        "credit code of another enterprise; the row went by the name",
    ),
    "enterprise_doubtful": Flag(
        "enterprise_name",
        "与已有企业名称相近，不能确定是否同一家，暂单独列出。",
        "name near to that of a known enterprise; kept apart until a person decides",
    ),
}


def describe(flag: str) -> Flag:
    """The flag's field and sentence.

    Raises:
        KeyError: when no room sets such a flag.
    """
    return FLAGS[flag]
