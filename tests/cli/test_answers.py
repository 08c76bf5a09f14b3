"""What a program reads: JSON always, and what was done also where the end of it failed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import typer

from zhiben import cli_ending, console_text
from zhiben.errors import ZhibenError
from zhiben.orchestration import nights
from zhiben.settings import Settings


@dataclass(frozen=True)
class Done:
    """One pair that was decided."""

    counts: dict[str, int] = field(default_factory=lambda: {"decided": 1})
    outdated: tuple[str, ...] = ("2026-03-05",)
    is_dry_run: bool = False
    is_good: bool = True

    def sentences(self) -> list[str]:
        return []

    def as_data(self) -> dict[str, Any]:
        return dict(self.counts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), "NaN"), (float("inf"), "Infinity"), (Decimal("-Infinity"), "-Infinity"),
        (Decimal("NaN"), "NaN"), ([1.5, float("nan")], [1.5, "NaN"]), (Decimal("2.5"), 2.5),
        (Decimal("12345678901234567890.123456789"), "12345678901234567890.123456789"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_a_text(
    capsys: pytest.CaptureFixture[str], value: object, text: object
) -> None:
    console_text.print_json([{"x": value}])
    said = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert said == [{"x": text}]


@pytest.mark.parametrize("is_json", [True, False])
def test_what_was_decided_is_told_though_a_night_is_not_published(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_json: bool,
) -> None:
    monkeypatch.setattr(nights, "publish_outdated", refuse)
    with pytest.raises(typer.Exit if is_json else ZhibenError):
        cli_ending.finish(settings, Done(), publish=True, json_=is_json)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "decided" in said
    assert not is_json or json.loads(said)["error"] == "Not published again."


def refuse(*_: object) -> None:
    raise ZhibenError("Not published again.")
