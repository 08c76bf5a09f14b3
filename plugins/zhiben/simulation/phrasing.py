"""Puts a hazard, a place and a name into the words of one department."""

from random import Random

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.mess import Mess
from zhiben.simulation.model import Enterprise, Item, Place
from zhiben.simulation.templates import Source

_NUMERALS = "〇一二三四五六七八九十"
_FULL_WIDTH = str.maketrans("0123456789()", "０１２３４５６７８９（）")


def spell_place(place: Place, catalog: Catalog, pick: int) -> str:
    """``place`` in the spelling numbered ``pick``; 0 is the plain one."""
    spellings = catalog.places[place.room]
    numeral = _NUMERALS[place.number]
    return spellings[pick % len(spellings)].format(n=place.number, c=numeral, s=place.side)


def describe(
    item: Item, wording: str, source: Source, catalog: Catalog, mess: Mess, rng: Random
) -> str:
    """What the source writes of ``item``: the wording inside one of its sentences."""
    template = source.template
    names_site = template.has("site") and rng.random() >= mess.blank_site
    frame = template.habits.frame if names_site else _with_place(template.habits.frame)
    text = rng.choice(catalog.frames[frame]).format(
        place=spell_place(item.place, catalog, template.habits.place_spelling),
        spot=item.spot if rng.random() < 0.5 else "",
        text=wording.replace("{n}", _quantity(item, rng)),
        consequence=rng.choice(catalog.consequences[item.kind.topic]),
    )
    return pad(_vary(text, catalog, mess, rng), mess, rng)


def names_place(text: str, item: Item, source: Source, catalog: Catalog) -> bool:
    """Whether ``text`` itself says where the hazard is, so that the site may stay empty."""
    return spell_place(item.place, catalog, source.template.habits.place_spelling) in text


def spell_name(enterprise: Enterprise, source: Source, mess: Mess, rng: Random) -> str:
    """The enterprise's name as the source has it, in one of the usual departures."""
    is_short = source.template.habits.name_style == "short"
    name = enterprise.short_name if is_short and mess.rename else enterprise.name
    if rng.random() < mess.rename:
        name = _rename(name, enterprise, rng)
    if rng.random() < mess.full_width:
        name = name.translate(_FULL_WIDTH)
    return name


def pad(text: str, mess: Mess, rng: Random) -> str:
    """``text`` with blanks around it, or its digits full-width, now and then."""
    if rng.random() < mess.spaces:
        text = rng.choice((" {}", "{} ", "{}　", "  {} ", "{}\n")).format(text)
    return text.translate(_FULL_WIDTH) if rng.random() < mess.full_width else text


def _with_place(frame: str) -> str:
    return {"bare": "placed", "plain": "placed"}.get(frame, frame)


def _quantity(item: Item, rng: Random) -> str:
    luck = rng.random()
    if luck < 0.55:
        return ""
    if luck < 0.8:
        return f"{item.quantity}{item.kind.unit}"
    return rng.choice(("部分", "个别"))


def _vary(text: str, catalog: Catalog, mess: Mess, rng: Random) -> str:
    if rng.random() < mess.swap:
        fitting = [pair for pair in catalog.swaps if pair[0] in text]
        text = text.replace(*rng.choice(fitting), 1) if fitting else text
    if rng.random() < mess.typo:
        fitting = [pair for pair in catalog.typos if pair[0] in text]
        text = text.replace(*rng.choice(fitting), 1) if fitting else text
    return text


def _rename(name: str, enterprise: Enterprise, rng: Random) -> str:
    luck = rng.random()
    if luck < 0.4:
        return enterprise.short_name
    if luck < 0.7 and "有限责任公司" in name:
        return name.replace("有限责任公司", "有限公司")
    if luck < 0.7 and "有限公司" in name:
        return name.replace("有限公司", "有限责任公司")
    if luck < 0.8:
        return name.replace("（", "(").replace("）", ")")
    if luck < 0.9 and enterprise.uscc.startswith("92"):
        return f"{name}（个体工商户）"
    place = rng.randrange(2, len(name))
    return f"{name[:place]} {name[place:]}"
