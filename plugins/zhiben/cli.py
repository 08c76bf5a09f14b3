"""The command line: ``zhiben``. Exit status 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from zhiben import console_text as show
from zhiben.cli_access import access_app
from zhiben.cli_bi import bi_app
from zhiben.cli_ending import warehouse_settings
from zhiben.cli_linkage import linkage_app
from zhiben.cli_quarantine import quarantine_app
from zhiben.cli_refusing import Verbs, run_in_words
from zhiben.cli_review import review_app
from zhiben.cli_sendings import sendings_app
from zhiben.cli_week import week
from zhiben.errors import UsageError, ZhibenError
from zhiben.settings import Settings, load_settings

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Nightly pipeline of hazard-inspection ledgers for a city's emergency bureau.",
)
warehouse_app = typer.Typer(no_args_is_help=True, help="The warehouse.")
bench_app = typer.Typer(no_args_is_help=True, help="The benchmarks.")
contract_app = typer.Typer(no_args_is_help=True, help="The contracts.")
app.add_typer(warehouse_app, name="warehouse")
warehouse_app.add_typer(access_app, name="access")
app.add_typer(bench_app, name="bench")
app.add_typer(bi_app, name="bi")
app.add_typer(contract_app, name="contract")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(review_app, name="review")
app.add_typer(linkage_app, name="linkage")
app.add_typer(sendings_app, name="sendings")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value a program may read.")]
Night = Annotated[str, typer.Argument(metavar="DATE", help="Business date like 2026-03-05.")]


def main() -> None:
    """Run the command line; a trouble is one sentence, never a traceback."""
    run_in_words(app)


@app.command()
def night(
    date_: Night,
    to: Annotated[str | None, typer.Option(help="Last business date of a range.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; repeatable.")] = None,
    no_mail: Annotated[bool, typer.Option("--no-mail", help="Send no receipts.")] = False,
    json_: Json = False,
) -> None:
    """Run the nightly DAG, and what it triggers, for one or more business dates."""
    from zhiben.orchestration.nights import run_nights

    first, last = _day(date_), _day(to or date_)
    if last < first:
        raise UsageError(f"--to {last} lies before {first}.", "Name the earlier date first.")
    results = []
    progress = show.progress(json_)
    for result in run_nights(_settings(), first, last, source or [], progress, mail=not no_mail):
        results.append(result)
        if not json_:
            show.print_night(result)
    if json_:
        show.print_json([show.night_as_data(result) for result in results])
    raise typer.Exit(0 if all(result.is_good for result in results) else 1)


@app.command()
def release(
    delivery_id: Annotated[str, typer.Argument(help="A held delivery of bi.held_deliveries.")],
    why: Annotated[str, typer.Option(help="Why it may be loaded; it is kept.")],
    by: Annotated[str, typer.Option(help="Who says so; it is kept.")],
    no_run: Annotated[bool, typer.Option("--no-run", help="Let the next night take it.")] = False,
    json_: Json = False,
) -> None:
    """Let a held delivery through, and run its source's night."""
    from zhiben.orchestration.nights import let_through, run_nights

    settings = _settings()
    hold = let_through(settings, delivery_id, by, why)
    if no_run:
        told = {"delivery_id": delivery_id, "source": hold.source, "night": hold.night}
        if json_:
            show.print_json(told)
        else:
            show.say(f"The next night takes it: zhiben night {hold.night} --source {hold.source}")
        return
    progress = show.progress(json_)
    (result,) = run_nights(settings, hold.night, hold.night, [hold.source], progress)
    if json_:
        show.print_json([show.night_as_data(result)])
    else:
        show.print_night(result)
    raise typer.Exit(0 if result.is_good else 1)


app.command()(week)


@app.command()
def month(
    month_: Annotated[str, typer.Argument(metavar="MONTH", help="Month like 2026-03.")],
    json_: Json = False,
) -> None:
    """Write a month's 12-column form of what was published on its last night."""
    from zhiben.orchestration.month import write_month
    from zhiben.reporting.month import Month

    wanted = Month.parse(month_)
    path = write_month(warehouse_settings(), wanted)
    if json_:
        show.print_json({"month": wanted.label, "file": str(path)})
    else:
        show.say(f"Monthly form: {path}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A ledger file.")],
    source: Annotated[str, typer.Option(help="The contract to read it by.")],
    day: Annotated[
        str | None, typer.Option("--date", help="Business date; its folder's, else today.")
    ] = None,
    json_: Json = False,
) -> None:
    """Say, without loading anything, what the night would do with a file."""
    from zhiben.orchestration.check import check_file

    found = check_file(_settings(), file, source, _day(day) if day else None)
    if json_:
        show.print_json(found)
    else:
        show.print_check(found)
    raise typer.Exit(1 if "rejected" in found else 0)


@contract_app.command("propose")
def contract_propose(
    file: Annotated[Path, typer.Argument(help="A ledger that no contract describes yet.")],
    source: Annotated[str | None, typer.Option(help="The new source's id.")] = None,
    county: Annotated[str | None, typer.Option(help="Unit that reports, by code or name.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File or folder to write to; the contracts' folder if not.")
    ] = None,
    json_: Json = False,
) -> None:
    """Write a contract for a file never seen, saying what it is sure of and what it asks."""
    from zhiben.orchestration.propose import Wanted, as_data, propose_contract

    written = as_data(propose_contract(_settings(), file, Wanted(source, county, out)))
    if json_:
        show.print_json(written)
    else:
        show.print_proposal(written)


@app.command()
def simulate(
    directory: Annotated[Path, typer.Argument(help="Folder to write to; must be new or empty.")],
    nights: Annotated[int, typer.Option(min=1, help="Nights to simulate.")] = 3,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    counties: Annotated[int, typer.Option(min=1, help="Reporting units, in report order.")] = 3,
    sources: Annotated[int, typer.Option(min=1, help="Sources in all.")] = 9,
    rows: Annotated[int, typer.Option(min=1, help="Rows in all on the last night.")] = 600,
    mess: Annotated[
        str, typer.Option(help="clean, ordinary, nasty, unsettled or habits.")
    ] = "ordinary",
    start: Annotated[str, typer.Option(help="First business date.")] = "2026-03-02",
) -> None:
    """Write sample counties: contracts, inbox files, and the truth behind them."""
    from zhiben.sample import EVENTS, write_sample

    done = write_sample(
        _settings(), directory, nights=nights, seed=seed, counties=counties, sources=sources,
        rows=rows, mess=mess, start=_day(start), events=EVENTS,
    )  # fmt: skip
    show.say(done)


@app.command()
def run() -> None:
    """Do the whole job on sample counties: simulate, run the nights, write the week's summary."""
    from zhiben.sample import run_sample

    raise typer.Exit(0 if run_sample(_settings(), show) else 1)


@app.command()
def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Airflow's UI.")] = 8080,
) -> None:
    """Start Airflow with its UI and leave it running."""
    from zhiben.orchestration import airflow
    from zhiben.orchestration.preparing import prepare

    settings = _settings()
    prepare(settings)
    found = airflow.start(settings, port, show.say)
    show.say(f"Airflow is up: {found.url}   (zhiben down ends it)")


@app.command()
def down() -> None:
    """Stop Airflow, the dashboards and the embedded PostgreSQL."""
    from zhiben import postgres
    from zhiben.orchestration import airflow, superset

    settings = _settings()
    was_up = any([airflow.stop(settings, show.say), superset.stop(settings)])
    had_server = (settings.home / "postgres").is_dir() and postgres.stop(settings.home)
    show.say("Stopped." if was_up or had_server else "Nothing was running.")


@app.command()
def doctor(json_: Json = False) -> None:
    """Check the set-up and say what to mend."""
    from zhiben.orchestration.doctor import examine

    findings = list(examine(_settings()))
    if json_:
        show.print_json([{"check": one.name, "ok": one.ok, "words": one.words} for one in findings])
    else:
        show.print_findings(findings)
    raise typer.Exit(0 if all(one.ok for one in findings) else 1)


@warehouse_app.command("upgrade")
def warehouse_upgrade() -> None:
    """Bring the warehouse to this version."""
    from zhiben.orchestration.preparing import prepare

    prepare(_settings())
    show.say("The warehouse is at this version.")


@warehouse_app.command("url")
def warehouse_url(
    role: Annotated[str, typer.Option(help="zhiben or bi_reader (embedded only).")] = "zhiben",
) -> None:
    """Print the warehouse's URL; the embedded server is started and left up."""
    from zhiben.warehouse.connection import warehouse_url as url_of

    if role not in {"zhiben", "bi_reader"}:
        raise UsageError(f"There is no role {role!r}.", "Use zhiben or bi_reader.")
    show.say(url_of(warehouse_settings(), role))


@warehouse_app.command("sql")
def warehouse_sql(
    query: Annotated[str, typer.Argument(help="A query; it cannot change anything.")],
    json_: Json = False,
) -> None:
    """Run a read-only query."""
    from zhiben.warehouse.query import read_only

    rows = read_only(warehouse_settings(), query)
    if json_:
        show.print_json(rows)
    else:
        show.print_rows(rows)


@warehouse_app.command("digest")
def warehouse_digest(json_: Json = False) -> None:
    """Print a digest of every bi view, row for row, and one over all of them."""
    from zhiben.warehouse.query import digest

    rows = digest(warehouse_settings())
    if json_:
        show.print_json(rows)
    else:
        show.print_rows(rows)


@warehouse_app.command("down")
def warehouse_down() -> None:
    """Stop the embedded server."""
    from zhiben import postgres

    settings = _settings()
    stopped = (settings.home / "postgres").is_dir() and postgres.stop(settings.home)
    show.say("Stopped." if stopped else "It was not running.")


@warehouse_app.command("reset")
def warehouse_reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Start anew: drop everything in the warehouse. Archive and inbox stay."""
    from zhiben.warehouse.resetting import reset

    if not yes and not typer.confirm("Drop everything in the warehouse?"):
        raise ZhibenError("Nothing was dropped.")
    reset(_settings())
    show.say("The warehouse is empty; the next night takes every file of the inbox anew.")


@bench_app.command("night")
def bench_night_(
    counties: Annotated[int, typer.Option(min=1, help="Reporting units.")] = 14,
    sources: Annotated[int, typer.Option(min=1, help="Sources in all.")] = 80,
    rows: Annotated[int, typer.Option(min=1, help="Rows in all.")] = 100_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Folder to work in and to keep.")] = None,
) -> None:
    """Time one simulated night, stage by stage, with Airflow's own share apart."""
    from zhiben.orchestration.bench import NIGHT, bench_night, in_folder
    from zhiben.sample import write_sample

    here, folder = in_folder(_settings(), keep)
    if not folder.exists():
        show.say("Simulating ...")
        done = write_sample(
            here, folder, nights=1, seed=seed, counties=counties, sources=sources, rows=rows,
            mess="ordinary", start=NIGHT,
        )  # fmt: skip
        show.say(done)
    show.print_rows(list(bench_night(here, show.say, rows)))


@bench_app.command(
    "peer", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def bench_peer(context: typer.Context) -> None:
    """Run the same nights side by side with the job that an engineer writes in a week.

    Options: --counties, --sources, --rows, --seed, --history (nights before the usual one) and
    --times (as much history before the last one).
    """
    root = Path(__file__).parents[2]
    if not (root / "benchmarks" / "peer").is_dir():
        raise ZhibenError("The benchmarks are not here.", "Run it in a checkout of zhiben.")
    command = [sys.executable, "-m", "benchmarks.peer", *context.args]
    raise typer.Exit(subprocess.run(command, cwd=root, check=False).returncode)


def _settings() -> Settings:
    return load_settings()


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"{value!r} is no date.", "Write it like 2026-03-05.") from error
