"""Where a running zhiben reads and writes: variables, each with a default that works."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhiben.errors import ZhibenError

CHECKOUT = Path(__file__).resolve().parents[2]
SHIPPED_INCLUDE = CHECKOUT / "include"
_SHIPPED_CAMPAIGN = SHIPPED_INCLUDE / "campaign"
_OF_ONE_CITY = frozenset({"units.yaml", "totals.yaml"})  # of a campaign: never taken from ours
_LINKAGES = ("duckdb", "spark")  # what compares findings
_ANSWERS = ("reject", "approve")  # what silence means to the question of a summary's approval
SCHEDULE_SWITCH = "ZHIBEN_SCHEDULE"  # "off" in an Airflow that only runs what it is asked for


_COUNTS = {
    "ZHIBEN_READING_MEMORY_MB": "reading_memory_mb",
    "ZHIBEN_READING_SECONDS": "reading_seconds",
    "ZHIBEN_READING_FILE_MB": "reading_file_mb",
    "ZHIBEN_READING_EXPANDED_MB": "reading_expanded_mb",
    "ZHIBEN_READING_CELL_CHARACTERS": "reading_cell_characters",
    "ZHIBEN_APPROVAL_HOURS": "approval_hours",
}


@dataclass(frozen=True)
class Settings:
    """One running system; two homes never share anything they write."""

    home: Path
    include: Path
    inbox: Path
    warehouse_url: str | None
    timezone: str
    reading_memory_mb: int = 1024
    reading_seconds: int = 120
    reading_file_mb: int = 2048
    reading_expanded_mb: int = 1024
    reading_cell_characters: int = 100_000
    linkage: str = "duckdb"
    approval_hours: int = 24
    approval_default: str = "reject"
    bi_url: str | None = None  # by which dashboards read the warehouse

    def today(self) -> date:
        """The day it is in the city."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    @property
    def archive(self) -> Path:
        """Every delivery's bytes under their hash."""
        return self.home / "archive"

    @property
    def transports(self) -> Path:
        """What each source's transport fetched before."""
        return self.home / "transports"

    @property
    def reports(self) -> Path:
        """Weekly summaries and clerks' receipts."""
        return self.home / "reports"

    @property
    def receipts(self) -> Path:
        """A folder a night with what its clerks get back."""
        return self.reports / "nights"

    @property
    def data_docs(self) -> Path:
        """Great Expectations' pages, a folder a night."""
        return self.reports / "quality"

    @property
    def models(self) -> Path:
        """Models trained on this warehouse's own decisions."""
        return self.home / "models"

    @property
    def staging(self) -> Path:
        """What one task hands to the next: parquet named by its content."""
        return self.home / "staging"

    @property
    def contracts(self) -> Path:
        """One YAML a source."""
        return self.include / "contracts"

    @property
    def vocabulary(self) -> Path:
        """Headings and words real ledgers use; ours where the deployment brings none."""
        return self._own_or_shipped("vocabulary")

    @property
    def campaign(self) -> Path:
        """Reporting units, programmes and metrics; ours where the deployment brings none.

        What else than units a folder of its own lacks is ours too: see :func:`of_campaign`.
        """
        return self._own_or_shipped("campaign")

    @property
    def dashboards(self) -> Path:
        """Datasets, filters and dashboards; ours where the deployment brings none."""
        return self._own_or_shipped("bi") / "superset"

    @property
    def superset(self) -> Path:
        """How Superset is set: part of the code, not of a deployment."""
        return SHIPPED_INCLUDE / "bi" / "superset"

    @property
    def sql(self) -> Path:
        """The warehouse's SQL: part of the code, not of a deployment."""
        return SHIPPED_INCLUDE / "sql"

    def environment(self) -> dict[str, str]:
        """The variables that give a child process these same settings."""
        pairs = {
            "ZHIBEN_HOME": str(self.home),
            "ZHIBEN_INCLUDE": str(self.include),
            "ZHIBEN_INBOX": str(self.inbox),
            "ZHIBEN_TIMEZONE": self.timezone,
        }
        for name, field in _COUNTS.items():
            pairs[name] = str(getattr(self, field))
        pairs["ZHIBEN_LINKAGE"] = self.linkage
        pairs["ZHIBEN_APPROVAL_DEFAULT"] = self.approval_default
        if self.warehouse_url:
            pairs["ZHIBEN_WAREHOUSE_URL"] = self.warehouse_url
        if self.bi_url:
            pairs["ZHIBEN_BI_URL"] = self.bi_url
        return pairs

    def _own_or_shipped(self, folder: str) -> Path:
        own = self.include / folder
        return own if own.is_dir() else SHIPPED_INCLUDE / folder


def of_campaign(folder: Path, name: str) -> Path:
    """``name``, a file or folder of a campaign ``folder``: ours where that has none.

    A deployment's own folder of programmes or metrics stands for all of ours: they are not mixed.
    What is of one city only (its units, the totals it was told) is not asked for by this.
    """
    own = folder / name
    return own if own.exists() else _SHIPPED_CAMPAIGN / name


def shipped_entries(folder: Path) -> tuple[str, ...]:
    """What a campaign ``folder`` of a deployment's own lacks, so that ours is used."""
    names = sorted({path.name for path in _SHIPPED_CAMPAIGN.iterdir()} - _OF_ONE_CITY)
    return tuple(name for name in names if not (folder / name).exists())


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ`` (the process's own by default).

    Raises:
        ZhibenError: when ZHIBEN_TIMEZONE names no time zone, ZHIBEN_LINKAGE no engine,
            ZHIBEN_APPROVAL_DEFAULT no answer, or a limit is no number.
    """
    env = os.environ if environ is None else environ
    home = _path(env, "ZHIBEN_HOME", CHECKOUT / "var")
    timezone = env.get("ZHIBEN_TIMEZONE") or "Asia/Shanghai"
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones is none
        raise ZhibenError(
            f"ZHIBEN_TIMEZONE is {timezone!r}, which is no time zone.",
            "Use one like Asia/Shanghai.",
        ) from error
    return Settings(
        home=home,
        include=_path(env, "ZHIBEN_INCLUDE", SHIPPED_INCLUDE),
        inbox=_path(env, "ZHIBEN_INBOX", home / "inbox"),
        warehouse_url=env.get("ZHIBEN_WAREHOUSE_URL") or None,
        timezone=timezone,
        linkage=_one_of(env, "ZHIBEN_LINKAGE", _LINKAGES),
        approval_default=_one_of(env, "ZHIBEN_APPROVAL_DEFAULT", _ANSWERS),
        bi_url=env.get("ZHIBEN_BI_URL") or None,
        **{field: _count(env, name, field) for name, field in _COUNTS.items()},
    )


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """The word of the variable, which is one of ``words``; the first where it is not set."""
    value = env.get(name) or words[0]
    if value not in words:
        raise ZhibenError(f"{name} is {value!r}.", f"Use {' or '.join(words)}.")
    return value


def _count(env: Mapping[str, str], name: str, field: str) -> int:
    value = env.get(name)
    if not value:
        default: int = getattr(Settings, field)
        return default
    if not (value.isascii() and value.isdecimal() and int(value)):
        raise ZhibenError(f"{name} is {value!r}, which is no whole number above 0.")
    return int(value)


def _path(env: Mapping[str, str], name: str, default: Path) -> Path:
    value = env.get(name)
    return Path(value).expanduser().absolute() if value else default
