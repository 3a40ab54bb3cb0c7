"""Every environment variable Handrail reads, once, into one frozen class.

What is missing or wrong is told as one sentence for each setting: its name and what to put there,
never the value that was found, which may be a secret.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.mail_settings import MailSettings
from bot.setting import NOTHING, hosts, like, setting


class SettingsError(Exception):
    """Settings are missing or wrong; the text has one sentence for each."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


class Settings(MailSettings):
    """One field a setting. A secret that was not set is empty, and so is false."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", populate_by_name=False)

    database_url: Annotated[str, like(r"sqlite:///.+|postgresql://.+")] = setting(
        "HANDRAIL_DATABASE_URL",
        "sqlite:///var/handrail.db",
        "Where the record is kept: a SQLite file for one process, PostgreSQL for any number.",
        put="sqlite:///path/to/file.db or postgresql://user:password@host/database",
        shown=False,
    )
    config: Path = setting(
        "HANDRAIL_CONFIG",
        Path("handrail.yaml"),
        "The policy file: queues, calendars and rules. It is read again when it changes.",
        put="the path of the policy file",
    )
    host: Annotated[str, like(r"[A-Za-z0-9_.:-]+")] = setting(
        "HANDRAIL_HOST",
        "127.0.0.1",
        "The address to listen on. 0.0.0.0 listens on all; put TLS in front of it then.",
        put="an address to listen on, such as 127.0.0.1 or 0.0.0.0",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = setting(
        "HANDRAIL_PORT",
        8080,
        "The port to listen on; 0 takes any free one.",
        put="a port number from 0 to 65535",
    )
    public_url: Annotated[
        str, like(r"https?://[^\s?#@]+"), AfterValidator(lambda url: url.rstrip("/"))
    ] = setting(
        "HANDRAIL_PUBLIC_URL",
        "",
        "Where the gateway is reached from elsewhere. The digest's links begin with it.",
        put="the http or https URL that others reach the gateway by, such as "
        "https://desk.example.com",
    )
    slack_api_url: Annotated[
        str, like(r"https?://[^\s?#]+"), AfterValidator(lambda url: url.rstrip("/") + "/")
    ] = setting(
        "HANDRAIL_SLACK_API_URL",
        "https://slack.com/api/",
        "Where Slack's Web API is. Only tests and the demo's workspace are elsewhere.",
        put="an http or https URL such as https://slack.com/api/",
    )
    slack_bot_token: Annotated[SecretStr, like(r"xoxb-\S+|xoxe\.xoxb-\S+")] = setting(
        "SLACK_BOT_TOKEN",
        NOTHING,
        "The bot token of one workspace (Slack: OAuth & Permissions, Bot User OAuth Token).",
        put="the bot token that begins with xoxb-",
    )
    slack_signing_secret: Annotated[SecretStr, like(r"\S{8,}")] = setting(
        "SLACK_SIGNING_SECRET",
        NOTHING,
        "Proves that a request comes from Slack (Slack: Basic Information, App Credentials). "
        "Needed unless Socket Mode is used.",
        put="the app's signing secret, without spaces",
    )
    slack_app_token: Annotated[SecretStr, like(r"xapp-\S+")] = setting(
        "SLACK_APP_TOKEN",
        NOTHING,
        "When set, Slack is reached by Socket Mode, with no public address "
        "(Slack: Basic Information, App-Level Tokens, scope connections:write).",
        put="the app-level token that begins with xapp-",
    )
    slack_client_id: Annotated[str, like(r"[0-9.]+")] = setting(
        "SLACK_CLIENT_ID",
        "",
        "For several workspaces: the app's client id (Slack: Basic Information).",
        put="the app's client id, digits and dots",
    )
    slack_client_secret: Annotated[SecretStr, like(r"\S{8,}")] = setting(
        "SLACK_CLIENT_SECRET",
        NOTHING,
        "For several workspaces: the app's client secret (Slack: Basic Information).",
        put="the app's client secret, without spaces",
    )
    secret: Annotated[SecretStr, like(r"[\s\S]{32,}")] = setting(
        "HANDRAIL_SECRET",
        NOTHING,
        "Signs webhooks and receipts, hashes API keys, seals the audit trail. "
        "The same on all replicas.",
        put="32 characters or more that nobody can guess (openssl rand -hex 32 makes some)",
    )
    webhook_allow: Annotated[frozenset[str], BeforeValidator(hosts)] = setting(
        "HANDRAIL_WEBHOOK_ALLOW",
        frozenset(),
        "Hosts that callbacks may go to although they are private or speak plain http.",
        put="host names or addresses separated by commas, without http:// and without ports",
    )
    webhook_keys: Annotated[str, like(r"[1-9][0-9]{0,3}(\s*,\s*[1-9][0-9]{0,3})?")] = setting(
        "HANDRAIL_WEBHOOK_KEYS",
        "1",
        "Which of the keys made from HANDRAIL_SECRET sign webhooks: one number, or two while "
        "receivers change over.",
        put="a number such as 1, or during a rotation two, the newer first, such as 2,1",
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda text: text.upper() if isinstance(text, str) else text),
    ] = setting(
        "HANDRAIL_LOG_LEVEL",
        "INFO",
        "How much Handrail logs of itself. Libraries log from WARNING on.",
        put="DEBUG, INFO, WARNING or ERROR",
    )
    otlp_endpoint: Annotated[str, like(r"https?://[^\s?#]+")] = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "The OpenTelemetry collector that traces go to, by OTLP over HTTP. Needs the extra `otel`.",
        put="the collector's http or https URL such as http://127.0.0.1:4318",
        shown=False,
    )
    ops_channel: Annotated[str, like(r"[CG][A-Z0-9]{2,}")] = setting(
        "HANDRAIL_OPS_CHANNEL",
        "",
        "The Slack channel where operators read notices: dead deliveries, disabled webhooks.",
        put="a channel's id such as C0123456789 (Slack: channel details, at the bottom)",
    )
    ops_webhook: Annotated[str, like(r"https?://[^\s#@]+")] = setting(
        "HANDRAIL_OPS_WEBHOOK",
        "",
        "An address that is told the same, signed like a webhook: Slack itself may be away.",
        put="an https URL such as https://alerts.example.com/handrail",
        shown=False,
    )
    heartbeat_url: Annotated[str, like(r"https?://[^\s#@]+")] = setting(
        "HANDRAIL_HEARTBEAT_URL",
        "",
        "Asked for each minute in which all that is open is as it must be; silence is the alarm.",
        put="the http or https URL of a check such as https://hc-ping.com/your-check",
        shown=False,
    )

    @property
    def socket_mode(self) -> bool:
        return bool(self.slack_app_token)

    @property
    def webhook_key_numbers(self) -> tuple[int, ...]:
        """The newest first, each once."""
        return tuple(dict.fromkeys(int(number) for number in self.webhook_keys.split(",")))

    @property
    def secret_values(self) -> tuple[str, ...]:
        """Every secret there is, so that the logs can leave out exactly these."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr) and v)

    def need(self, *names: str) -> Self:
        """These settings, or a sentence for each that is not set."""
        if absent := [_missing(name) for name in names if not getattr(self, name)]:
            raise SettingsError(absent)
        return self

    def for_serving(self) -> Self:
        """What `handrail serve` cannot start without."""
        names = ["secret", "slack_bot_token"]
        if self.slack_client_id or self.slack_client_secret:
            names += ["slack_client_id", "slack_client_secret"]
        if self.sends_mail:
            names += self.mail_needs
        absent = [_missing(name) for name in names if not getattr(self, name)]
        if not self.slack_signing_secret and not self.socket_mode:
            absent.append(
                "Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set: "
                f"set the first to {_put('slack_signing_secret')}, "
                f"or the second to {_put('slack_app_token')} (Socket Mode)."
            )
        if absent:
            raise SettingsError(absent)
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given: no file and no variable comes in by another door."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def load(environ: Mapping[str, str] | None = None, *, needs: Collection[str] = ()) -> Settings:
    """The settings as the environment has them. An empty variable counts as one that is not set."""
    environ = os.environ if environ is None else environ
    found = {name: environ[name].strip() for name in names() if environ.get(name, "").strip()}
    try:
        settings = Settings.model_validate(found)
    except ValidationError as error:
        wrong = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
        raise SettingsError(
            f"{name} is wrong: set it to {_put_in(name)}." for name in wrong
        ) from None
    return settings.need(*needs)


def names() -> dict[str, FieldInfo]:
    """Every variable by its name, for the docs and whoever checks them."""
    return {field.alias or name: field for name, field in Settings.model_fields.items()}


def _missing(field: str) -> str:
    return f"{Settings.model_fields[field].alias} is not set: set it to {_put(field)}."


def _put(field: str) -> str:
    return _put_in(Settings.model_fields[field].alias or field)


def _put_in(name: str) -> str:
    extra = names()[name].json_schema_extra
    return str(extra["put"]) if isinstance(extra, dict) else ""
