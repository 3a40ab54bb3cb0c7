"""`python -m sandbox`: open the workspace on a port until interrupted."""

import argparse
import asyncio
import contextlib

from sandbox.box import a_box
from sandbox.server import Sandbox
from sandbox.settings import Settings


def main() -> None:
    arguments = _parser().parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> None:
    settings = Settings(
        app_url=arguments.app_url,
        signing_secret=arguments.signing_secret,
        bot_token=arguments.bot_token,
        app_token=arguments.app_token,
    )
    box = a_box(
        settings=settings, rate_limits=arguments.rate_limits, limits_scale=arguments.limits_scale
    )
    async with Sandbox(box, host=arguments.host, port=arguments.port) as sandbox:
        print(f"Slack in a box: {sandbox.url}/api/ for the app, {sandbox.url}/sandbox/ to drive")  # noqa: T201
        await asyncio.Event().wait()


def _parser() -> argparse.ArgumentParser:
    fresh = Settings()
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4004)
    parser.add_argument("--app-url", default="", help="where events and interactivity are POSTed")
    parser.add_argument("--signing-secret", default=fresh.signing_secret)
    parser.add_argument("--bot-token", default=fresh.bot_token)
    parser.add_argument("--app-token", default=fresh.app_token)
    parser.add_argument("--rate-limits", action="store_true", help="as strict as Slack")
    parser.add_argument("--limits-scale", type=float, default=1.0, help="2 is twice as generous")
    return parser


if __name__ == "__main__":
    main()
