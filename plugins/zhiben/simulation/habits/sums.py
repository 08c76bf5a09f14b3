"""Money as clerks write it."""

from random import Random

from zhiben.simulation.habits.told import Telling, Told

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def spelled(told: Told, rng: Random) -> Telling | None:
    """The unit beside the number, separators, full-width digits, capitals, a dash for nothing."""
    if not told.stated:
        return None
    yuan = int(told.stated)
    myriads = f"{yuan / 10_000:g}"
    written = [
        f"{yuan}元", f"{yuan:,}元", f"{yuan}.00元", f"{myriads}万元", f"{myriads} 万元",
        f"{myriads}万",
        f"约{myriads}万元", f"{yuan}元（自筹）", f"人民币{yuan}元", f"￥{yuan}元",
        _wide(f"{myriads}万元"), _wide(f"{yuan}元"), f"{_capital(yuan)}元整",
        f"{yuan / 1000:g}千元",
    ]  # fmt: skip
    if rng.random() < 0.1:
        return rng.choice(("/", "—", "无", "-")), ""
    return rng.choice(written), told.stated


def _wide(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in map(ord, "0123456789.")})


def _capital(yuan: int) -> str:
    """贰万叁仟伍佰: hundreds of yuan below a hundred thousand."""
    said, pending = "", False
    for unit, word in ((10_000, "万"), (1000, "仟"), (100, "佰")):
        digit = yuan // unit % 10
        if digit:
            said += ("零" if pending and said else "") + _CAPITALS[digit] + word
        pending = not digit
    return said
