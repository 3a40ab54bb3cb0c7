"""The command line: `handrail …`."""

import typer

from bot.commands import (
    audit,
    digest,
    export,
    keys,
    migrate,
    openapi,
    policy,
    restored,
    serve,
    webhooks,
)
from bot.commands.demo import command as demo
from bot.commands.doctor import command as doctor
from bot.commands.init import command as init
from bot.commands.replay import command as replay

app = typer.Typer(
    name="handrail",
    help="An escalation desk for AI agents: unsure turns become Slack threads, people decide.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(migrate.migrate)
app.command("restored")(restored.restored)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("replay")(replay.replay)
app.command("digest")(digest.digest)
app.command("export")(export.export)
app.command("openapi")(openapi.openapi)
app.add_typer(webhooks.app, name="webhooks", help="Endpoints of agents: list, tell again.")
app.add_typer(keys.app, name="keys", help="API keys: make, list, revoke.")
app.add_typer(policy.app, name="policy", help="The policy file: check it, try it on past turns.")
app.add_typer(audit.app, name="audit", help="The audit trail: verify that nobody changed it.")


def main() -> None:
    app()
