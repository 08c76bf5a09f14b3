"""Sample counties with the truth behind them: for trying the pipeline, and for measuring it."""

from zhiben.simulation.model import Unit
from zhiben.simulation.simulate import Simulation, simulate

__all__ = ["Simulation", "Unit", "simulate"]
