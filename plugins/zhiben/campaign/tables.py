"""Puts the deployment's units, metrics and programmes into the warehouse, as the files say.

The functions that count are made of them in the same transaction.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from zhiben.campaign import dimensions, metrics, programmes
from zhiben.campaign.counting import counting_functions, rows_behind
from zhiben.campaign.model import Campaign, load_campaign
from zhiben.contracts.units import Term, Units
from zhiben.warehouse import campaign_schema
from zhiben.warehouse.history import unit_history
from zhiben.warehouse.loading import replace_all
from zhiben.warehouse.policies import run
from zhiben.warehouse.renumbering import call_units_by_today


def sync_reference(connection: Connection, units: Units, campaign_folder: Path) -> None:
    """Make the reference tables say what the files say; one transaction, readers see no gap.

    Raises:
        ZhibenError: when a campaign file is unusable.
    """
    campaign = load_campaign(campaign_folder)
    replace_all(connection, campaign_schema.units, _unit_rows(units))
    call_units_by_today(connection, _renumbered(units))
    replace_all(connection, unit_history, _term_rows(units))
    replace_all(connection, campaign_schema.metrics, _metric_rows(campaign))
    replace_all(
        connection, campaign_schema.programmes, list(programmes.as_rows(campaign.programmes))
    )
    replace_all(connection, campaign_schema.programme_metrics, _measured_rows(campaign))
    replace_all(connection, campaign_schema.targets, _target_rows(campaign))
    replace_all(connection, campaign_schema.members, list(dimensions.as_rows(campaign.dimensions)))
    for statement in counting_functions(campaign):
        run(connection, statement)


def _unit_rows(units: Units) -> list[dict[str, Any]]:
    city = {
        "county_code": units.city_code,
        "county_name": units.city_name,
        "kind": "city",
        "report_order": 0,
        "old_names": [],
    }
    others = [
        {
            "county_code": unit.code,
            "county_name": unit.name,
            "kind": unit.kind,
            "report_order": place,
            "old_names": [old.model_dump(mode="json", exclude_none=True) for old in unit.old_names],
        }
        for place, unit in enumerate(units.units, start=1)
    ]
    return [city, *others]


def _renumbered(units: Units) -> dict[str, str]:
    """Code that a unit had before → the one it has today."""
    return {old: unit.code for unit in units.units for old in sorted(unit.old_codes())}


def _term_rows(units: Units) -> list[dict[str, Any]]:
    city = Term(units.city_code, units.city_name, "city", date.min, None)
    terms = [(units.city_code, city)]
    terms += [(unit.code, term) for unit in units.units for term in unit.terms()]
    return [
        {
            "unit_code": code,
            "county_code": term.code,
            "county_name": term.name,
            "kind": term.kind,
            "valid_from": term.valid_from,
            "valid_to": term.valid_to,
        }
        for code, term in terms
    ]


def _metric_rows(campaign: Campaign) -> list[dict[str, Any]]:
    rows = metrics.as_rows(campaign.metrics)
    return [{**row, "sql": _first_sql(campaign, row["metric"])} for row in rows]


def _first_sql(campaign: Campaign, metric: str) -> str:
    """The query behind ``metric``, with the values of the first programme that measures it.

    Of one that is only a part of others they are those of the first that measures one of these.
    """
    measuring = (one for one in campaign.programmes if metric in one.metrics)
    needing = (one for one in campaign.programmes if metric in campaign.metrics.needed(one.metrics))
    return rows_behind(campaign.metrics, metric, next(chain(measuring, needing), None))


def _measured_rows(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {
            "programme": one.programme,
            "metric": metric,
            "dimensions": [name for name, split in one.breakdowns.items() if metric in split],
            "sql": rows_behind(campaign.metrics, metric, one),
            "report_order": place,
        }
        for one in campaign.programmes
        for place, metric in enumerate(one.metrics, start=1)
    ]


def _target_rows(campaign: Campaign) -> list[dict[str, Any]]:
    return [
        {"programme": one.programme, **target.model_dump()}
        for one in campaign.programmes
        for target in one.targets
    ]
