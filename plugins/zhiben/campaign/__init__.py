"""The campaign: programmes, metrics and targets as data."""

from __future__ import annotations

from zhiben.campaign.model import Campaign, Metric, Programme, Target, load_campaign

__all__ = ["Campaign", "Metric", "Programme", "Target", "load_campaign"]
