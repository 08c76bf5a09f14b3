"""Puts what the campaign's files say into the warehouse, before a night is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.campaign.form import load_form, sync_form
from zhiben.campaign.rejudging import sync_standards
from zhiben.campaign.tables import sync_reference
from zhiben.campaign.totals import load_totals, sync_totals

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zhiben.orchestration.reference import Reference
    from zhiben.settings import Settings


def sync_campaign(connection: Connection, settings: Settings, reference: Reference) -> None:
    """Make the warehouse say what the files say; one transaction, readers see no gap.

    Raises:
        ZhibenError: when a campaign file is unusable, naming it.
    """
    sync_reference(connection, reference.units, settings.campaign)
    sync_standards(connection, reference.standards, reference.leads_version, reference.lead_reader)
    form, sectors = load_form(settings.campaign)
    sync_form(connection, form, sectors)
    sync_totals(connection, load_totals(settings.campaign, reference.units, form))
