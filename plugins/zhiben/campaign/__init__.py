"""The campaign: programmes, metrics, dimensions and targets as data."""

from __future__ import annotations

from zhiben.campaign.dimensions import Dimension
from zhiben.campaign.metrics import Metric, Metrics
from zhiben.campaign.model import Campaign, load_campaign
from zhiben.campaign.programmes import Programme, Target

__all__ = ["Campaign", "Dimension", "Metric", "Metrics", "Programme", "Target", "load_campaign"]
