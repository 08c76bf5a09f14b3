"""Linking one list of names to another by the shipped parts, blocks and model."""

from __future__ import annotations

from collections.abc import Iterable

from zhiben.matching.names import BlockIndex, Choice, NameModel, NameReader, blocks, choose


class NameLinker:
    """Finds the best of known targets for a name, each target known by one or more names."""

    def __init__(
        self,
        reader: NameReader,
        model: NameModel,
        known: Iterable[tuple[str, str]],
        scope: str = "",
    ) -> None:
        """``known`` holds (name, target)."""
        self._reader, self._model, self._scope = reader, model, scope
        self._index: BlockIndex[tuple[str, str]] = BlockIndex()
        self._exact: dict[str, str] = {}
        for name, target in known:
            self._exact.setdefault(name, target)
            self._index.add((name, target), blocks(reader.read(name), scope))

    def candidates(self, name: str) -> list[tuple[str, str]]:
        """(name, target) of all that may mean ``name``."""
        return self._index.near(blocks(self._reader.read(name), self._scope))

    def choose(self, name: str) -> Choice[str]:
        """The likeliest target of those that are not called exactly so."""
        known = [(target, self._reader.read(other)) for other, target in self.candidates(name)]
        return choose(self._model, self._reader.read(name), known)

    def decide(self, name: str, *, as_in_a_county: bool = False) -> str | None:
        """The target that ``name`` means; None where it cannot be told."""
        if name in self._exact:
            return self._exact[name]
        choice = self.choose(name)
        is_told = choice.is_sure if as_in_a_county else choice.is_clear
        return choice.best if is_told else None
