"""The commands of the guides run as written, and print what the guides show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.practice import PAGE, Reader, practised, restore
from tests.docs.reading import ROOT, guides, steps

pytestmark = pytest.mark.airflow
GUIDES = [page for page in guides() if page != PAGE]


@pytest.fixture(scope="module")
def city() -> Iterator[Reader]:
    """The city of docs/practice.md; that it can be set up and put away is proven here, too."""
    with practised() as reader:
        yield reader


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_guide_does_what_it_says(city: Reader, page: Path) -> None:
    restore(city)
    reader = Reader(city.place, dict(city.env))
    reader.follow(page, list(steps(page.read_text(encoding="utf-8"))))
