"""Dashboards as code: what ``include/bi/superset`` describes, as Apache Superset's own documents."""
