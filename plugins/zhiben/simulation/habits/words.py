"""States and channels in other words than the form's own list."""

from random import Random

from zhiben.simulation.habits.told import Telling, Told

# Met in ledgers, forms and systems of mines, railways, banks and bureaus.
_OTHERS = {
    "open": ("待整改", "未整改", "未完成", "逾期未整改", "未整改完成", "未开始"),
    "in_progress": ("正在整改", "整改中", "整改中。", "正在整改中", "部分整改"),
    "rectified": ("已完成", "整改完毕", "整改到位", "已整改到位", "现场处置", "当场整改",
                  "立行立改", "已完成整改", "已全部整改", "已 整 改", "已整改完成"),
    "verified": ("已整改销号", "已闭环", "验收合格", "复查合格", "已复查", "销号", "已验收"),
    "withdrawn": ("撤销", "误报"),
    "self_check": ("自查", "企业自查自纠", "自行排查", "企业自检"),
    "supervision": ("执法检查", "监督检查", "日常检查", "双随机", "夜查", "回头看", "巡查",
                    "专项检查", "上级检查", "行业监管部门督办"),
    "joint": ("联合检查", "联合执法", "督导检查", "明查暗访", "督导", "四不两直"),
    "expert": ("专家会诊", "第三方", "专家检查", "第三方机构"),
    "public_report": ("群众举报", "举报", "12350举报", "群众举报（12350）", "随手拍"),
}  # fmt: skip
_REMARKS = {
    "rectified": ("已整改，见照片", "已整改（附照片）", "已整改，已更换", "整改完成，已报安委办",
                  "已整改（{m}.{d}）", "已整改\n（见附件）", "√ 已整改"),
    "in_progress": ("整改中，预计{m}月底完成", "整改中（资金未到位）", "正在整改，已停用"),
    "open": ("未整改，已下发通知书", "未整改（企业停产）", "未整改：正在采购"),
}  # fmt: skip
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1) if chr(code).isalnum()}


def other_word(told: Told, rng: Random) -> Telling | None:
    """Another common word for the same thing, where the form has no words of its own."""
    if told.field == "status" and told.clerk.source.template.habits.status.values:
        return None
    others = _OTHERS.get(told.stated, ())
    return (rng.choice(others), told.stated) if others else None


def with_remark(told: Told, rng: Random) -> Telling | None:
    """What else there was to say, behind the state."""
    if told.clerk.source.template.habits.status.values:
        return None
    remarks = _REMARKS.get(told.stated, ())
    day = told.entry.due_on
    return (rng.choice(remarks).format(m=day.month, d=day.day), told.stated) if remarks else None


def full_width(told: Told, rng: Random) -> Telling | None:
    """The input method was left on full-width digits."""
    if not isinstance(told.cell, str) or rng.random() < 0.1:
        return None
    return told.cell.translate(_FULL_WIDTH), told.stated
