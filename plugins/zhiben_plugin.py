"""What Airflow loads of zhiben: light, since every component of Airflow imports it."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin


class ZhibenPlugin(AirflowPlugin):
    """Registers zhiben with Airflow; the console's screens hang on it."""

    name = "zhiben"
