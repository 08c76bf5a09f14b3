"""Dashboards as code: what ``include/bi/superset`` says, as Apache Superset's own documents."""
