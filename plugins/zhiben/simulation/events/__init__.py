"""Sample ledgers of inspections, accidents, disasters and tasks, beside those of hazards."""

from zhiben.simulation.events.ledgers import Order, write_ledgers
from zhiben.simulation.events.model import KINDS, Place

__all__ = ["KINDS", "Order", "Place", "write_ledgers"]
