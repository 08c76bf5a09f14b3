"""``zhiben bi``: the dashboards, served by Apache Superset."""

from __future__ import annotations

from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.settings import load_settings

bi_app = typer.Typer(no_args_is_help=True, help="The dashboards, served by Apache Superset.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]


@bi_app.command()
def up(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port to serve on, where it is not up yet.")
    ] = 8088,
    json_: Json = False,
) -> None:
    """Import the dashboards and serve them; `make bi` installs Superset first."""
    from zhiben.orchestration import superset

    opened = superset.bring_up(load_settings(), port, show.progress(json_))
    if json_:
        show.print_json({**vars(opened), "secrets": str(opened.secrets)})
        return
    show.say("")
    show.say(f"Dashboards  {opened.url}")
    for title, url in opened.dashboards.items():
        show.say(f"            {url}  {title}")
    show.say(f"Login       {opened.login} / {opened.password}  (until it is changed there)")
    show.say(f"            the administrator's stands in {opened.secrets}")
    show.say("            (left running; make bi-down stops it)")


@bi_app.command()
def down() -> None:
    """Stop serving the dashboards."""
    from zhiben.orchestration import superset

    show.say("Stopped." if superset.stop(load_settings()) else "It was not running.")
