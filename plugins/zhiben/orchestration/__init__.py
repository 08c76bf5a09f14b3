"""Wires the rooms: what a night's tasks do, and how Airflow is started and asked to do it."""
