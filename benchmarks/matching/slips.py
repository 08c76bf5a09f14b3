"""How people misspell an enterprise's name: one slip at a time, as ledgers have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random

from zhiben.matching.names.compare import spoken

Slip = Callable[[str, Random], str]


class Slips:
    """Misspells names with the characters that other names are made of."""

    def __init__(self, names: Iterable[str]) -> None:
        self._chars = sorted({char for name in names for char in name if "一" <= char <= "鿿"})
        self._alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for char in self._chars:
            self._alike[spoken(char)].append(char)
        self.kinds: dict[str, Slip] = {
            "homophone": self._homophone,
            "other character": self._other,
            "character left out": self._left_out,
            "character doubled": self._doubled,
            "form left out": self._formless,
            "form in other words": self._other_form,
        }

    def misspelt(self, name: str, short: str, rng: Random) -> tuple[str, str]:
        """``name`` (or what of it stands without its division) with a slip, and which."""
        kind = rng.choice(sorted(self.kinds))
        base = short if rng.random() < 0.4 else name
        return self.kinds[kind](base, rng), kind

    def _homophone(self, name: str, rng: Random) -> str:
        place = rng.randrange(len(name))
        alike = [one for one in self._alike[spoken(name[place])] if one != name[place]]
        return self._with(name, place, rng.choice(alike) if alike else name[place])

    def _other(self, name: str, rng: Random) -> str:
        return self._with(name, rng.randrange(len(name)), rng.choice(self._chars))

    def _left_out(self, name: str, rng: Random) -> str:
        return self._with(name, rng.randrange(len(name)), "")

    def _doubled(self, name: str, rng: Random) -> str:
        place = rng.randrange(len(name))
        return self._with(name, place, name[place] * 2)

    @staticmethod
    def _with(name: str, place: int, char: str) -> str:
        return name[:place] + char + name[place + 1 :]

    @staticmethod
    def _formless(name: str, rng: Random) -> str:
        for form in ("有限责任公司", "股份有限公司", "有限公司"):
            if name.endswith(form):
                return name.removesuffix(form) + rng.choice(("", "公司"))
        return name

    @staticmethod
    def _other_form(name: str, rng: Random) -> str:
        if name.endswith("有限责任公司"):
            return name.removesuffix("有限责任公司") + "有限公司"
        others = ("股份有限公司", "有限责任公司")
        return name.removesuffix("有限公司") + rng.choice(others) if "有限公司" in name else name
