"""`handrail doctor`: a line for everything a desk stands on, and what to do where it gives way."""

import json
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import date
from fcntl import LOCK_EX, flock
from pathlib import Path
from sqlite3 import connect

import pytest
from typer.testing import CliRunner

from bot.commands.doctor.database import check_database, redrive, rotas_set
from bot.commands.doctor.environment import check_environment, readable
from bot.commands.doctor.policy import named, read_policy
from bot.commands.doctor.show import as_json, lines, summary
from bot.commands.main import app
from bot.rules.approvers import SYSTEM
from bot.rules.delivery import DeliveryKind, Failed, Lost
from bot.rules.finding import Finding, Level, ok, warning, wrong
from bot.rules.rota import Rota, Schedule
from bot.settings import Settings, load, names
from store.store import SqlStore
from tests.databases import sqlite_store
from tests.makers import WindUpClock
from tests.store.world import must_claim, opened, owe, owed, settle

SERVING = {
    "HANDRAIL_SECRET": "s" * 32,
    "SLACK_BOT_TOKEN": "xoxb-1-2-hunter2",
    "SLACK_APP_TOKEN": "xapp-1-hunter2",
}
QUEUE = "channel: {0}, approvers: {{any_of: [{{usergroup: S0ONE}}, {{user: U0ANA}}]}}"
TODAY = date(2026, 11, 21)
POLICY = f"""\
queues:
  refunds: {{{QUEUE.format("C0ONE")}, ladder: [{{after: 15m, notify: [{{user: U0MIA}}]}}]}}
  support: {{{QUEUE.format("C0ONE")}}}
rules:
  - {{name: all, when: "true", then: hold, queue: refunds}}
"""


def about(environ: dict[str, str], env_file: Path = Path("no-such-file")) -> list[Finding]:
    found = list(check_environment(environ, env_file))
    assert "hunter2" not in repr(found)
    return found


def levels(findings: list[Finding]) -> dict[str, Level]:
    return {finding.name: finding.level for finding in findings}


# settings


def test_settings_that_fit_are_one_line() -> None:
    assert about(SERVING) == [
        ok("settings", "Nothing is missing; Slack is reached by Socket Mode.")
    ]
    by_http = SERVING | {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "0123456789"}
    assert "reached by HTTP" in about(by_http)[0].words


@pytest.mark.parametrize(
    ("environ", "name", "words"),
    [
        ({"HANDRAIL_SECRET": ""}, "HANDRAIL_SECRET", "It is not set."),
        ({"HANDRAIL_SECRET": "hunter2"}, "HANDRAIL_SECRET", "It is wrong."),
        ({"SLACK_BOT_TOKEN": " "}, "SLACK_BOT_TOKEN", "It is not set."),
        ({"SLACK_BOT_TOKEN": "xoxp-hunter2"}, "SLACK_BOT_TOKEN", "It is wrong."),
        ({"SLACK_APP_TOKEN": "hunter2"}, "SLACK_APP_TOKEN", "It is wrong."),
        ({"SLACK_APP_TOKEN": ""}, "way in", "Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set."),
        ({"HANDRAIL_PORT": "hunter2"}, "HANDRAIL_PORT", "It is wrong."),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET", "It is not set."),
    ],
)  # fmt: skip
def test_a_setting_that_is_missing_or_wrong_gets_one_line(
    environ: dict[str, str], name: str, words: str
) -> None:
    (finding,) = about(SERVING | environ)
    assert (finding.name, finding.level, finding.words) == (name, Level.WRONG, words)
    assert finding.remedy.startswith("Set ")


def test_a_wrong_setting_leaves_the_others_readable() -> None:
    settings = readable(SERVING | {"HANDRAIL_PORT": "x", "HANDRAIL_CONFIG": "mine.yaml"})
    assert settings.config == Path("mine.yaml")
    assert settings.port == 8080
    assert settings.socket_mode


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("HANDRAIL_DATABSE_URL", "Did you mean HANDRAIL_DATABASE_URL?"),
        ("HANDRAIL_SECRET_KEY", "Did you mean HANDRAIL_SECRET?"),
        ("SLACK_BOT_TOKN", "Did you mean SLACK_BOT_TOKEN?"),
        ("HANDRAIL_COLOUR", "Take it out; see docs/configuration.md."),
    ],
)
def test_a_name_that_nobody_reads_is_told_with_the_nearest_that_is(name: str, remedy: str) -> None:
    finding, _ = about(SERVING | {name: "hunter2"})
    assert (finding.name, finding.level, finding.remedy) == (name, Level.WARNING, remedy)


@pytest.mark.parametrize("name", ["SLACK_WEBHOOK", "HANDRAIL_KEY", "HANDRAIL_CI_RUN", "HOME"])
def test_other_programs_may_have_names_of_their_own(name: str) -> None:
    assert len(about(SERVING | {name: "x"})) == 1


@pytest.mark.parametrize("name", names())
def test_every_setting_there_is_is_known(name: str) -> None:
    assert "Nobody reads it." not in {each.words for each in about({name: "x"})}


def test_a_file_that_nobody_loaded_is_the_first_thing_told(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("# a note\nexport SLACK_BOT_TOKEN='xoxb-hunter2'\nSLACK_APP_TOKEN=\nOTHER=1\n")
    env.chmod(0o600)
    first = about(SERVING | {"SLACK_BOT_TOKEN": ""}, env)[0]
    assert first.level is Level.WARNING
    assert "sets SLACK_BOT_TOKEN, and" in first.words
    assert first.remedy == "Run: set -a; . ./.env; set +a"
    assert levels(about(SERVING, env)) == {"settings": Level.OK}


def test_a_file_of_secrets_that_others_can_read_is_told(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"HANDRAIL_SECRET={'s' * 32}\n")
    env.chmod(0o640)
    assert "chmod 600" in about(SERVING, env)[0].remedy


def test_a_file_that_is_no_text_hides_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff")
    for unreadable in (tmp_path / ".env", tmp_path):
        doubt, settings = about(SERVING, unreadable)
        assert "cannot be read" in doubt.words
        assert settings.level is Level.OK


# policy


def test_a_policy_that_loads_names_its_queues_and_whom_they_rely_on(tmp_path: Path) -> None:
    file = tmp_path / "handrail.yaml"
    file.write_text(POLICY)
    read = read_policy(file, TODAY)
    well, doubt = read.findings
    assert (well.level, doubt.level) == (Level.OK, Level.WARNING)
    assert "2 queues, 1 rule" in well.words
    assert doubt.words.startswith("handrail.yaml:3: queue support"), "no rule leads there"
    assert named(read.policy, "channels") == {"C0ONE": "queue refunds and support"}
    assert named(read.policy, "groups") == {"S0ONE": "queue refunds and support"}
    assert named(read.policy, "users") == {
        "U0ANA": "queue refunds and support",
        "U0MIA": "queue refunds",
    }


COVERED = POLICY.replace(
    "refunds: {channel", "refunds: {managers: [{user: U0MIA}, {usergroup: S0LEADS}], channel"
).replace("notify: [{user: U0MIA}]", "notify: [{rota: days}, {direct: U0DUTY}]") + (
    "rotas: {days: {timezone: UTC, people: [U0ANA, U0BEN], "
    "overrides: [{user: U0SUB, from: 2026-12-24T09:00, until: 2026-12-27T09:00}]}}\n"
)


def test_managers_and_whoever_takes_turns_are_looked_for_as_well(tmp_path: Path) -> None:
    (file := tmp_path / "handrail.yaml").write_text(COVERED)
    read = read_policy(file, TODAY)
    assert named(read.policy, "groups")["S0LEADS"] == "managers of refunds"
    assert named(read.policy, "users") == {
        "U0ANA": "queue refunds and support; rota days",
        "U0DUTY": "queue refunds",
        "U0MIA": "managers of refunds",
        "U0BEN": "rota days",
        "U0SUB": "rota days",
    }


def test_of_a_rota_that_a_manager_has_set_the_file_s_people_do_not_count(tmp_path: Path) -> None:
    (file := tmp_path / "handrail.yaml").write_text(COVERED)
    as_set = {"days": Rota(name="days", people=("U0NEW",)), "gone": Rota(name="gone", people=())}
    users = named(read_policy(file, TODAY).policy, "users", as_set)
    assert users["U0NEW"] == "rota days"
    assert users["U0ANA"] == "queue refunds and support"
    assert users.keys().isdisjoint({"U0BEN", "U0SUB"})


def test_a_calendar_whose_dates_are_all_over_is_told_while_the_desk_is_well(tmp_path: Path) -> None:
    file = tmp_path / "handrail.yaml"
    hours = '{timezone: UTC, hours: {mon: ["09:00-17:00"]}, overrides: {2025-12-24: []}}'
    file.write_text(f"{POLICY}calendars: {{berlin: {hours}}}\n")
    last = read_policy(file, TODAY).findings[-1]
    assert last.level is Level.WARNING
    assert "the overrides of calendar berlin are over, the last was 2025-12-24" in last.words


def test_every_mistake_of_the_policy_is_a_line_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "handrail.yaml"
    file.write_text(POLICY.replace("queue: refunds", "queue: refnds").replace("any_of", "anyof"))
    read = read_policy(file, TODAY)
    assert read.policy is None
    assert named(read.policy, "channels") == {}
    assert len(read.findings) >= 2
    assert all(each.words.startswith("handrail.yaml:") for each in read.findings)


def test_a_policy_that_is_not_there_or_no_text_is_said_so(tmp_path: Path) -> None:
    (missing,) = read_policy(tmp_path / "none.yaml", TODAY).findings
    assert "There is no" in missing.words
    assert "handrail init" in missing.remedy
    (tmp_path / "latin.yaml").write_bytes(b"queues: \xff")
    (binary,) = read_policy(tmp_path / "latin.yaml", TODAY).findings
    assert binary.level is Level.WRONG
    (folder,) = read_policy(tmp_path, TODAY).findings
    assert folder.level is Level.WRONG


# the record


def settings_of(path: Path) -> Settings:
    return load({"HANDRAIL_DATABASE_URL": f"sqlite:///{path}"})


def put(path: Path, text: str) -> None:
    path.write_text(text)


def held_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_rotas_are_read_as_managers_have_set_them(
    store: SqlStore, tmp_path: Path, clock: WindUpClock
) -> None:
    rota = Rota(name="days", people=("U0NEW",))
    schedule = Schedule(rota=rota, version=1, set_at=clock.now(), set_by=SYSTEM)
    await store.write(lambda memory: memory.set_schedule("default", schedule))
    (path,) = (each for each in held_in(tmp_path) if each.suffix == ".db")
    assert await rotas_set(settings_of(path)) == {"days": rota}


async def test_without_a_record_no_rota_was_set(tmp_path: Path) -> None:
    assert await rotas_set(settings_of(tmp_path / "none.db")) == {}
    put(broken := tmp_path / "broken.db", "no database at all" * 99)
    assert await rotas_set(settings_of(broken)) == {}
    connect(empty := tmp_path / "empty.db").close()
    assert await rotas_set(settings_of(empty)) == {}


async def of_record(path: Path, clock: WindUpClock) -> dict[str, Finding]:
    found = await check_database(settings_of(path), clock)
    return {each.name: each for each in found if each.name != "SQLite"}


@pytest.fixture
async def store(tmp_path: Path, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    """Open to write, as a running Handrail has it, while the doctor looks."""
    async with sqlite_store(tmp_path, clock) as store:
        yield store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "handrail.db"


async def test_beside_a_running_handrail_all_is_well(
    store: SqlStore, path: Path, clock: WindUpClock
) -> None:
    found = await of_record(path, clock)
    assert {name: each.level for name, each in found.items()} == {
        "database": Level.OK,
        "schema": Level.OK,
        "deliveries": Level.OK,
    }


async def test_a_file_that_is_not_there_yet_is_no_fault_and_stays_away(
    tmp_path: Path, clock: WindUpClock
) -> None:
    path = tmp_path / "var" / "new.db"
    assert (await of_record(path, clock))["database"].level is Level.OK
    assert held_in(tmp_path) == []


async def test_a_file_that_can_never_be_is_wrong(tmp_path: Path, clock: WindUpClock) -> None:
    put(tmp_path / "var", "a file where a folder should be")
    finding = (await of_record(tmp_path / "var" / "new.db", clock))["database"]
    assert finding.level is Level.WRONG
    assert "nothing may be written" in finding.words


async def test_a_file_that_is_no_database_is_wrong(path: Path, clock: WindUpClock) -> None:
    put(path, "these are my holiday pictures" * 100)
    finding = (await of_record(path, clock))["database"]
    assert finding.level is Level.WRONG
    assert "file is not a database" in finding.words


async def test_tables_of_an_older_version_are_wrong(path: Path, clock: WindUpClock) -> None:
    with closing(connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('2026_11_21_first_tables')")
        database.commit()
    finding = (await of_record(path, clock))["schema"]
    assert finding.level is Level.WRONG
    assert "at version 2026_11_21_first_tables" in finding.words
    assert "handrail migrate" in finding.remedy


async def test_a_dead_delivery_is_told_with_its_cause_until_it_is_owed_again(
    tmp_path: Path, path: Path, clock: WindUpClock
) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        for number in range(3):
            await opened(store, f"esc_{number}")
            await owe(store, owed(f"esc_{number}"))
            cause = "is_archived" if number else "not_in_channel"
            taken = await must_claim(store, clock)
            await settle(store, clock, taken, Failed(error=cause, final=True))
        finding = (await of_record(path, clock))["deliveries"]
        assert finding.level is Level.WRONG
        assert "3 dead" in finding.words
        assert "is_archived (2), not_in_channel (1)" in finding.words
        assert "handrail doctor --redrive" in finding.remedy
    assert await redrive(settings_of(path), clock) == 3
    assert await redrive(settings_of(path), clock) == 0
    words = (await of_record(path, clock))["deliveries"].words
    assert words.startswith("Of 3 nobody knows"), "each is looked for before it is sent again"


def test_beside_a_running_handrail_nothing_is_owed_again(
    path: Path, clock: WindUpClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with path.with_name(f"{path.name}.lock").open("wb") as lock:
        flock(lock, LOCK_EX)
        variables = {"HANDRAIL_DATABASE_URL": f"sqlite:///{path}"}
        done = CliRunner().invoke(app, ["doctor", "--redrive"], env=variables)
    assert done.exit_code == 1
    told = " ".join(done.stderr.split())
    assert told.startswith("Nothing was owed again. Another process uses")
    assert done.stdout == ""


async def test_a_delivery_in_doubt_is_worth_a_thought(
    store: SqlStore, path: Path, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(kind=DeliveryKind.NOTE))
    await settle(store, clock, await must_claim(store, clock), Lost(error="timeout"))
    finding = (await of_record(path, clock))["deliveries"]
    assert finding.level is Level.WARNING
    assert finding.words.startswith("Of 1 nobody knows")


async def test_a_delivery_that_nobody_sends_is_worth_a_thought(
    store: SqlStore, path: Path, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    clock.wind(seconds=60)
    soon = (await of_record(path, clock))["deliveries"]
    assert soon == ok("deliveries", "None is dead, in doubt or late; 1 waiting to go out.")
    clock.wind(minutes=9)
    finding = (await of_record(path, clock))["deliveries"]
    assert finding.level is Level.WARNING
    assert "10 min ago" in finding.words


async def test_a_server_that_does_not_answer_is_named_without_its_password(
    clock: WindUpClock,
) -> None:
    settings = load({"HANDRAIL_DATABASE_URL": "postgresql://desk:hunter2@127.0.0.1:1/desk"})
    (finding,) = await check_database(settings, clock)
    assert finding.level is Level.WRONG
    assert finding.words == "PostgreSQL at 127.0.0.1 does not answer (ConnectionRefusedError)."


@pytest.mark.postgres
async def test_a_server_is_looked_at_as_a_file_is(
    request: pytest.FixtureRequest, clock: WindUpClock
) -> None:
    server = request.getfixturevalue("postgres")
    async with server.database() as url:
        found = await check_database(load({"HANDRAIL_DATABASE_URL": url}), clock)
    assert levels(found) == {
        "database": Level.OK,
        "schema": Level.OK,
        "deliveries": Level.OK,
    }
    empty = await check_database(load({"HANDRAIL_DATABASE_URL": await server.empty()}), clock)
    assert levels(empty) == {"database": Level.OK, "schema": Level.WRONG}


# what is shown

FOUND = [
    ok("database", "It answers."),
    warning("SQLite", "It is old. " * 9 + "It", "Nothing is urgent."),
    wrong(
        "channel C0REFUNDS", "The app is not in #refunds.", "Type /invite @Handrail in #refunds."
    ),
]


def test_a_finding_is_a_line_of_its_own() -> None:
    assert [str(line) for line in lines(FOUND, None)][::2] == [
        "ok       database           It answers.",
        "wrong    channel C0REFUNDS  The app is not in #refunds. Type /invite @Handrail in #refunds.",
    ]


def test_at_a_terminal_a_long_line_goes_on_below_its_own_beginning() -> None:
    shown = "\n".join(str(line) for line in lines(FOUND, 80)).splitlines()
    assert max(map(len, shown)) <= 80
    assert all(line.startswith(("ok ", "warning ", "wrong ", " " * 28)) for line in shown)


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        (FOUND, "1 is wrong, 1 to think about."),
        (FOUND[:2], "Nothing is wrong, 1 to think about."),
        (FOUND[:1], "Nothing is wrong."),
        (FOUND[2:] * 2, "2 are wrong."),
    ],
)
def test_the_end_counts_what_is_to_do(findings: list[Finding], told: str) -> None:
    assert summary(findings) == told


def test_a_program_reads_the_same() -> None:
    told = json.loads(as_json(FOUND))
    assert told["ok"] is False
    assert told["findings"][2] == {
        "name": "channel C0REFUNDS",
        "level": "wrong",
        "words": "The app is not in #refunds.",
        "remedy": "Type /invite @Handrail in #refunds.",
    }
    assert json.loads(as_json(FOUND[:2]))["ok"] is True


def test_in_an_empty_folder_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in names():
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(app, ["doctor", "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [each["name"] for each in told["findings"] if each["level"] == "wrong"] == [
        "HANDRAIL_SECRET",
        "SLACK_BOT_TOKEN",
        "way in",
        "policy",
    ]
    assert list(tmp_path.iterdir()) == []
