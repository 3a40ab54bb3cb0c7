"""Settings are read once; what is missing or wrong is named, and no value is ever told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.settings import Settings, SettingsError, load, names

SECRET = "s" * 32
SERVING = {
    "HANDRAIL_SECRET": SECRET,
    "SLACK_BOT_TOKEN": "xoxb-1-2-abc",
    "SLACK_SIGNING_SECRET": "8f742231b10e8888",
}


def wrong(name: str) -> str:
    extra = names()[name].json_schema_extra
    assert isinstance(extra, dict)
    return f"{name} is wrong: set it to {extra['put']}."


def test_the_defaults_are_a_desk_of_one_process_on_this_machine() -> None:
    settings = load({})

    assert settings.database_url == "sqlite:///var/handrail.db"
    assert settings.config == Path("handrail.yaml")
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.webhook_allow == frozenset()
    assert settings.log_level == "INFO"
    assert not any((settings.secret, settings.slack_bot_token, settings.ops_channel))


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("HANDRAIL_DATABASE_URL", "sqlite:////data/h.db", "database_url", "sqlite:////data/h.db"),
        ("HANDRAIL_DATABASE_URL", "postgresql://u:p@h/d", "database_url", "postgresql://u:p@h/d"),
        ("HANDRAIL_CONFIG", "/etc/handrail.yaml", "config", Path("/etc/handrail.yaml")),
        ("HANDRAIL_PORT", "0", "port", 0),
        ("HANDRAIL_PORT", " 9000\n", "port", 9000),
        ("HANDRAIL_HOST", "::", "host", "::"),
        ("HANDRAIL_PUBLIC_URL", "https://a.example/desk/", "public_url", "https://a.example/desk"),
        ("HANDRAIL_SLACK_API_URL", "http://[::1]:4004/api", "slack_api_url", "http://[::1]:4004/api/"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-a", "slack_bot_token", SecretStr("xoxe.xoxb-1-a")),
        ("HANDRAIL_SECRET", f"{SECRET}\n", "secret", SecretStr(SECRET)),
        ("HANDRAIL_WEBHOOK_ALLOW", "Agents.internal, ::1,10.0.0.1,", "webhook_allow",
         frozenset({"agents.internal", "::1", "10.0.0.1"})),
        ("HANDRAIL_LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("HANDRAIL_OPS_CHANNEL", "C0123456789", "ops_channel", "C0123456789"),
        ("HANDRAIL_OPS_WEBHOOK", "https://a.example/x", "ops_webhook", "https://a.example/x"),
        ("HANDRAIL_HEARTBEAT_URL", "http://up.example/x", "heartbeat_url", "http://up.example/x"),
        ("HANDRAIL_PORT", "", "port", 8080),
        ("SLACK_APP_TOKEN", "  ", "slack_app_token", SecretStr("")),
    ],
)  # fmt: skip
def test_what_the_environment_says_is_taken(
    name: str, text: str, field: str, value: object
) -> None:
    assert getattr(load({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HANDRAIL_DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("HANDRAIL_DATABASE_URL", "sqlite://"),
        ("HANDRAIL_PORT", "eighty"),
        ("HANDRAIL_PORT", "65536"),
        ("HANDRAIL_HOST", "local host"),
        ("HANDRAIL_PUBLIC_URL", "desk.example.com"),
        ("HANDRAIL_PUBLIC_URL", "https://ana:hunter2@desk.example.com"),
        ("HANDRAIL_SLACK_API_URL", "slack.com/api"),
        ("HANDRAIL_SLACK_API_URL", "https://slack.com/api?token=hunter2"),
        ("SLACK_BOT_TOKEN", "xoxp-hunter2"),
        ("SLACK_APP_TOKEN", "xoxb-hunter2"),
        ("SLACK_SIGNING_SECRET", "hunter2"),
        ("SLACK_CLIENT_ID", "hunter2"),
        ("HANDRAIL_SECRET", "s" * 31),
        ("HANDRAIL_WEBHOOK_ALLOW", "http://agents.internal"),
        ("HANDRAIL_WEBHOOK_ALLOW", "agents.internal:8000"),
        ("HANDRAIL_WEBHOOK_ALLOW", "good.internal,-bad"),
        ("HANDRAIL_LOG_LEVEL", "loud"),
        ("HANDRAIL_OPS_CHANNEL", "#operators"),
        ("HANDRAIL_OPS_WEBHOOK", "alerts.example.com"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_told(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({name: text})

    assert str(refused.value) == wrong(name)
    assert "hunter2" not in repr(refused.value)


@given(st.sampled_from(sorted(names())), st.text(min_size=6))
def test_whatever_is_set_is_taken_or_refused_in_a_sentence_that_does_not_depend_on_it(
    name: str, text: str
) -> None:
    try:
        load({name: text})
    except SettingsError as refused:
        assert str(refused) == wrong(name)


def test_every_wrong_setting_gets_its_own_sentence() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"HANDRAIL_PORT": "x", "HANDRAIL_SECRET": "short", "HANDRAIL_LOG_LEVEL": "loud"})

    assert [sentence.split()[0] for sentence in str(refused.value).splitlines()] == [
        "HANDRAIL_PORT",
        "HANDRAIL_SECRET",
        "HANDRAIL_LOG_LEVEL",
    ]


def test_a_command_says_what_it_needs() -> None:
    assert load({"HANDRAIL_SECRET": SECRET}, needs=("secret",)).secret.get_secret_value() == SECRET
    with pytest.raises(SettingsError, match="HANDRAIL_SECRET is not set: set it to 32 characters"):
        load({}, needs=("secret",))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, []),
        ({"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1-a"}, []),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "0123456789"}, []),
        ({"SLACK_BOT_TOKEN": ""}, ["SLACK_BOT_TOKEN"]),
        ({"HANDRAIL_SECRET": ""}, ["HANDRAIL_SECRET"]),
        ({"SLACK_SIGNING_SECRET": ""}, ["SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN"]),
        ({"SLACK_CLIENT_ID": "1.2"}, ["SLACK_CLIENT_SECRET"]),
        ({"SLACK_CLIENT_SECRET": "0123456789"}, ["SLACK_CLIENT_ID"]),
        ({"SLACK_BOT_TOKEN": "", "HANDRAIL_SECRET": ""}, ["HANDRAIL_SECRET", "SLACK_BOT_TOKEN"]),
    ],
)
def test_serving_needs_a_secret_a_token_and_a_way_in(
    change: dict[str, str], named: list[str]
) -> None:
    settings = load(SERVING | change)
    try:
        assert settings.for_serving() is settings
        sentences: tuple[str, ...] = ()
    except SettingsError as refused:
        sentences = refused.sentences

    assert len(sentences) == len(named)
    assert all(name in sentence for name, sentence in zip(named, sentences, strict=True))


def test_socket_mode_is_what_an_app_token_says() -> None:
    assert load({"SLACK_APP_TOKEN": "xapp-1-a"}).socket_mode
    assert not load(SERVING).socket_mode


def test_settings_cannot_be_changed() -> None:
    settings = load({})
    with pytest.raises(ValidationError):
        settings.port = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_no_secret_is_in_the_representation_but_all_are_known() -> None:
    settings = load(SERVING | {"HANDRAIL_DATABASE_URL": "postgresql://u:hunter2@h/d"})

    assert not [value for value in (*SERVING.values(), "hunter2") if value in repr(settings)]
    assert set(settings.secret_values) == set(SERVING.values())


def test_only_what_was_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_PORT", "9999")

    assert load({}).port == 8080
    assert load().port == 9999


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in names().items():
        assert field.description, name
        assert isinstance(field.json_schema_extra, dict), name
        assert field.json_schema_extra["put"], name
    assert len(names()) == len(Settings.model_fields)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"HANDRAIL_SMTP_HOST": "smtp.example.com"}, ["HANDRAIL_SMTP_FROM"]),
        ({"HANDRAIL_SMTP_FROM": "a@example.com"}, ["HANDRAIL_SMTP_HOST"]),
        ({"HANDRAIL_SMTP_HOST": "h", "HANDRAIL_SMTP_FROM": "a@b.example", "HANDRAIL_SMTP_USER": "u"},
         ["HANDRAIL_SMTP_PASSWORD"]),
        ({"HANDRAIL_SMTP_HOST": "h", "HANDRAIL_SMTP_FROM": "a@b.example"}, []),
    ],
)  # fmt: skip
def test_mail_is_set_whole_or_not_at_all(told: dict[str, str], missing: list[str]) -> None:
    settings = load(SERVING | told)
    if not missing:
        assert settings.for_serving() is settings
        return
    with pytest.raises(SettingsError) as refused:
        settings.for_serving()
    assert [sentence.split()[0] for sentence in refused.value.sentences] == missing


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HANDRAIL_SMTP_HOST", "smtp://hunter2"),
        ("HANDRAIL_SMTP_PORT", "0"),
        ("HANDRAIL_SMTP_TLS", "hunter2"),
        ("HANDRAIL_SMTP_FROM", "Handrail <a@hunter2.example>"),
        ("HANDRAIL_SMTP_FROM", "a@hunter2.example\r\nBcc: b@hunter2.example"),
    ],
)
def test_a_way_that_no_letter_could_take_is_refused_without_its_words(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({name: text})
    assert str(refused.value) == wrong(name)
