"""`handrail init`: from an empty folder to a desk that only misses its tokens."""

import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.commands.init import envfile
from bot.commands.init.choices import Choices
from bot.commands.init.questions import Question, choose
from bot.commands.main import app
from bot.commands.manifest import as_yaml, link, manifest
from bot.policy_file import examine
from bot.policy_file import load as load_policy
from bot.settings import load

ROOT = Path(__file__).parents[2]
ADDRESS = "https://desk.example.org"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*flags: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["init", *flags])
    assert done.exit_code == code, done.output
    return done


def plain(text: str) -> str:
    return " ".join(text.split())


def printed_manifest(text: str) -> dict[str, Any]:
    return yaml.safe_load(text[text.index("\n_metadata:") : text.index("\n2. ")])


def linked_manifest(text: str) -> dict[str, Any]:
    address = next(line for line in text.splitlines() if line.startswith("https://api.slack.com"))
    query = parse_qs(urlsplit(address).query)
    assert query["new_app"] == ["1"]
    return yaml.safe_load(query["manifest_yaml"][0])


def test_without_any_answer_the_policy_is_one_that_loads(folder: Path) -> None:
    init("--yes")
    policy = load_policy((folder / "handrail.yaml").read_text())
    assert [rule.name for rule in policy.rules] == ["big refunds", "unsure", "quality sample"]
    assert CliRunner().invoke(app, ["policy", "check", "handrail.yaml"]).exit_code == 0


@pytest.mark.parametrize("timeout", ["5m", "30m", "8h"])
def test_the_policy_shows_what_time_can_do_and_leaves_no_doubt(folder: Path, timeout: str) -> None:
    init("--yes", "--timeout", timeout)
    read = examine((folder / "handrail.yaml").read_text())
    assert list(read.warnings) == []
    queue = read.policy.queues["reviews"]
    assert (queue.calendar, queue.remind_at) == ("hours", (0.5, 0.75, 0.9))
    assert queue.sla["next_reply"] != {}
    assert queue.ladder[0]["notify"] == [{"usergroup": "S0123456789"}]


def test_what_was_chosen_is_what_is_written(folder: Path) -> None:
    init(
        *("--channel", "C0REFUNDS", "--approvers", "S0LEADS, U0ANA", "--timeout", "2h"),
        *("--database", "postgresql://u:p@h/d?sslmode=require&x=1"),
    )
    queue = load_policy((folder / "handrail.yaml").read_text()).queues["reviews"]
    assert (queue.channel, queue.timeout) == ("C0REFUNDS", 7200.0)
    assert queue.approvers.usergroups == {"S0LEADS"}
    assert queue.approvers.users == {"U0ANA"}
    url = "postgresql://u:p@h/d?sslmode=require&x=1"
    assert load(envfile.read(folder / ".env")).database_url == url


def test_the_secret_is_new_each_time_and_the_tokens_are_left_to_paste(folder: Path) -> None:
    init("--yes")
    first = envfile.read(folder / ".env")
    (folder / ".env").unlink()
    (folder / "handrail.yaml").unlink()
    init("--yes")
    second = envfile.read(folder / ".env")
    assert first.keys() == {"HANDRAIL_SECRET", "HANDRAIL_DATABASE_URL"}
    assert first["HANDRAIL_SECRET"] != second["HANDRAIL_SECRET"]
    assert load(first, needs=("secret",))
    assert {"SLACK_BOT_TOKEN=", "SLACK_APP_TOKEN=", "SLACK_SIGNING_SECRET="} <= set(
        (folder / ".env").read_text().splitlines()
    )


def test_only_the_owner_may_read_the_secret_and_it_is_never_printed(folder: Path) -> None:
    done = init("--yes")
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert envfile.read(folder / ".env")["HANDRAIL_SECRET"] not in done.output


@pytest.mark.parametrize("name", ["handrail.yaml", ".env"])
def test_nothing_is_written_over_and_nothing_is_half_there(folder: Path, name: str) -> None:
    (folder / name).write_text("mine\n")
    done = init("--yes", code=2)
    assert name in done.stderr
    assert "--force" in done.stderr
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text() == "mine\n"


def test_by_force_the_values_stay_and_the_old_policy_is_beside_the_new(folder: Path) -> None:
    init("--yes")
    before = envfile.read(folder / ".env")
    extra = "SLACK_BOT_TOKEN=xoxb-1-2-abc\nPOSTGRES_PASSWORD='with blank'\n"
    with (folder / ".env").open("a") as env:
        env.write(extra)
    (folder / "handrail.yaml").write_text("queues: {}\n")
    init("--yes", "--force", "--channel", "C0NEW")
    after = envfile.read(folder / ".env")
    assert after == before | {"SLACK_BOT_TOKEN": "xoxb-1-2-abc", "POSTGRES_PASSWORD": "with blank"}
    assert (folder / "handrail.yaml.old").read_text() == "queues: {}\n"
    assert load_policy((folder / "handrail.yaml").read_text()).queues["reviews"].channel == "C0NEW"


def test_secrets_that_cannot_be_read_are_not_written_over(folder: Path) -> None:
    (folder / ".env").write_bytes(b"HANDRAIL_SECRET=\xff\n")
    assert "no UTF-8 text" in init("--yes", "--force", code=2).stderr
    assert (folder / ".env").read_bytes() == b"HANDRAIL_SECRET=\xff\n"
    assert not (folder / "handrail.yaml").exists()


def test_by_http_an_app_token_is_kept_where_nobody_reads_it(folder: Path) -> None:
    (folder / ".env").write_text("SLACK_APP_TOKEN=xapp-1-a\nHANDRAIL_DATABASE_URL=sqlite:///a.db\n")
    init("--force", "--address", ADDRESS)
    assert "\n# SLACK_APP_TOKEN=xapp-1-a\n" in (folder / ".env").read_text()
    assert envfile.read(folder / ".env")["HANDRAIL_DATABASE_URL"] == "sqlite:///a.db"


def test_a_folder_that_cannot_be_written_leaves_no_pieces(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    done = init("--yes", code=1)
    assert "No space left on device" in done.stderr
    assert list(folder.iterdir()) == []


def test_the_manifest_is_the_one_of_the_checkout() -> None:
    said = init("--yes").stdout
    whole = yaml.safe_load((ROOT / "manifest.yml").read_text())
    assert printed_manifest(said) == whole
    assert linked_manifest(said) == whole


def test_with_an_address_the_app_speaks_http_to_it(folder: Path) -> None:
    said = init("--address", f"{ADDRESS}/").stdout
    app = linked_manifest(said)
    assert printed_manifest(said) == app
    assert app["settings"].pop("socket_mode_enabled") is False
    urls = [
        app["settings"]["event_subscriptions"].pop("request_url"),
        app["settings"]["interactivity"].pop("request_url"),
        *(command.pop("url") for command in app["features"]["slash_commands"]),
    ]
    assert urls == [f"{ADDRESS}/slack/events"] * 3
    app["settings"]["socket_mode_enabled"] = True
    assert app == manifest()
    assert "\n# SLACK_APP_TOKEN=\n" in (folder / ".env").read_text()


def test_the_link_is_short_enough_for_every_browser() -> None:
    assert len(link(manifest(f"{ADDRESS}/slack/events"))) < 4_000
    assert yaml.safe_load(as_yaml(manifest())) == manifest()


def test_it_says_which_three_values_go_where() -> None:
    said = plain(init("--yes").stdout)
    assert "three values" in said
    assert "SLACK_BOT_TOKEN Install App: Bot User OAuth Token" in said
    assert "SLACK_APP_TOKEN Basic Information: App-Level Tokens" in said
    assert "SLACK_SIGNING_SECRET Basic Information: App Credentials" in said
    assert "C0123456789" in said
    assert "/invite @Handrail" in said


def test_what_was_answered_is_not_asked_for_again() -> None:
    said = init("--channel", "C0REFUNDS", "--approvers", "U0ANA").stdout
    assert "C0123456789" not in said
    assert "S0123456789" not in said


def test_every_printed_line_but_the_link_fits_a_narrow_terminal() -> None:
    for flags in (["--yes"], ["--http"], ["--address", ADDRESS]):
        lines = init("--force", *flags).stdout.splitlines()
        wide = [line for line in lines if len(line) > 80 and not line.startswith("https://api.")]
        assert wide == []


@pytest.mark.parametrize(
    ("flag", "value", "told"),
    [
        ("--channel", "#refunds", "such as C0123456789"),
        ("--approvers", "@ana", "U… for one person"),
        ("--approvers", " , ", "U… for one person"),
        ("--timeout", "soon", "A duration is a number and s, m, h or d"),
        ("--address", "http://desk.example.org", "https address"),
        ("--address", "https://a b/", "https address"),
        ("--database", "mysql://h/d", "HANDRAIL_DATABASE_URL"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_a_sentence(
    folder: Path, flag: str, value: str, told: str
) -> None:
    assert told in plain(init(flag, value, code=2).stderr)
    assert list(folder.iterdir()) == []


def test_socket_mode_has_no_use_for_an_address() -> None:
    assert "Socket Mode needs none" in init("--socket-mode", "--address", ADDRESS, code=2).stderr


class Newcomer:
    """Answers in turn, and writes down what was asked and told."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []

    def answer(self, question: Question) -> str:
        self.asked.append(question.field)
        return self.answers.pop(0)

    def choose(self, **given: str) -> Choices:
        return choose(given, ask=self.answer, tell=self.told.append)


def test_enter_takes_what_is_offered() -> None:
    newcomer = Newcomer("", "", "", "", "")
    assert newcomer.choose() == Choices()
    assert newcomer.asked == ["channel", "approvers", "timeout", "socket_mode", "database"]


def test_a_question_is_asked_until_the_answer_fits() -> None:
    link = "https://sandbox.slack.com/archives/C0REFUNDS/p123"
    newcomer = Newcomer("#refunds", link, "ana", "U0ANA", "1h", "HTTP", ADDRESS, "")
    assert newcomer.choose() == Choices(
        channel="C0REFUNDS",
        approvers=("U0ANA",),
        timeout="1h",
        socket_mode=False,
        address=ADDRESS,
    )
    assert newcomer.asked.count("channel") == newcomer.asked.count("approvers") == 2
    assert len(newcomer.told) == 2


def test_a_flag_is_a_question_less() -> None:
    newcomer = Newcomer("U0ANA", "", "")
    newcomer.choose(channel="C0OPS", socket_mode="http", address=ADDRESS)
    assert newcomer.asked == ["approvers", "timeout", "database"]
