"""Plugs everything together; the only file that knows handlers, store and bot alike."""

import os
import random
import socket
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, FastAPI

from bot.clock import SystemClock
from bot.ids import new_id, new_token
from bot.policy_file import Shelf
from bot.ports import Clock, Desk, NoMail, NoTraces, Outlet, Traces
from bot.rules.lanes import Pace
from bot.settings import Settings
from bot.steps.on_call import PeopleOnCall
from bot.tracing import provider_of
from handlers.clock.courier import Couriers
from handlers.clock.heartbeat import Heartbeat
from handlers.clock.ticks import ticking
from handlers.gateway.app import gateway
from handlers.gateway.customer_files import CustomerFiles
from handlers.gateway.meters import Meters
from handlers.gateway.webhooks import WebhookOutlet
from handlers.mail.outlet import MailOutlet
from handlers.mail.server import MailServer
from handlers.slack.door import PATH as SLACK_EVENTS
from handlers.slack.side import SlackSide
from store.store import SqlStore
from store.watched import WatchedStore

log = structlog.get_logger(__name__)

ROLES = ("gateway", "slack", "worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What runs: the desk, and the web application that a server puts on a port."""

    desk: Desk
    store: SqlStore
    web: FastAPI
    policies: Shelf


@asynccontextmanager
async def open_store(
    settings: Settings,
    clock: Clock | None = None,
    *,
    lease_clock: Clock | None = None,
    migrate: bool = True,
    read_only: bool = False,
) -> AsyncGenerator[SqlStore]:
    """The store of HANDRAIL_DATABASE_URL, its tables brought up to date unless told not to.

    A SQLite file is this process's alone, so whoever held a lease on it has died.
    """
    store = await SqlStore.open(
        settings.database_url,
        clock=clock or SystemClock(),
        lease_clock=lease_clock,
        secret=settings.secret.get_secret_value(),
        read_only=read_only,
    )
    try:
        if migrate and not read_only:
            await store.migrate()
        if migrate and not read_only and _is_embedded(settings):
            await store.write(lambda memory: memory.free_leases())
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock | None = None,
    lease_clock: Clock | None = None,
    pace: Pace | None = None,
    roles: Collection[str] = ROLES,
    ticks: bool = True,
    traces: Traces | None = None,
) -> AsyncGenerator[App]:
    """Everything of these roles, started in order and stopped in reverse; nothing is left behind.

    Tests wind the clocks and tick themselves (`ticks=False`)."""
    clock = clock or SystemClock()
    policies = Shelf(settings.config)
    meters = Meters("sqlite" if _is_embedded(settings) else "postgresql")
    meters.watch_policy(lambda: policies.is_refused)
    heartbeat = Heartbeat(settings.heartbeat_url)
    files = CustomerFiles(allow=settings.webhook_allow)
    slack = SlackSide(
        bot_token=settings.slack_bot_token.get_secret_value(),
        clock=clock,
        api_url=settings.slack_api_url,
        customer_files=files,
        address=settings.public_url,
    )
    try:
        async with open_store(
            settings, clock, lease_clock=lease_clock, migrate=_is_embedded(settings)
        ) as store:
            desk = _desk(
                settings,
                policies,
                store,
                clock,
                slack,
                meters,
                traces or NoTraces(),
                pace or Pace(),
            )
            app = App(
                desk=desk,
                store=store,
                web=_web(settings, desk, store, slack, meters, roles),
                policies=policies,
            )
            await slack.check()
            async with (
                _slack_socket(settings, desk, slack, roles),
                _worker(app, slack, roles, heartbeat=heartbeat, ticks=ticks),
            ):
                log.info("desk is open", policy=policies.current.version, roles=sorted(roles))
                yield app
            log.info("desk is closed")
    finally:
        await slack.close()
        await files.close()


def mail_server(settings: Settings) -> MailServer | None:
    """Where letters are handed in, if anything is mailed."""
    if not settings.smtp_host:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
    )


def _mail(settings: Settings, clock: Clock) -> Outlet:
    server = mail_server(settings)
    if server is None:
        return NoMail()
    return MailOutlet(server, sender=settings.smtp_from, clock=clock, address=settings.public_url)


def _desk(
    settings: Settings,
    policies: Shelf,
    store: SqlStore,
    clock: Clock,
    slack: SlackSide,
    meters: Meters,
    traces: Traces,
    pace: Pace,
) -> Desk:
    watched = WatchedStore(store, meters, traces)
    return Desk(
        policies=policies,
        store=watched,
        clock=clock,
        signals=store.signals,
        slack=slack.outlet,
        webhooks=WebhookOutlet(
            secret=settings.secret.get_secret_value(),
            clock=clock,
            allow=settings.webhook_allow,
            keys=settings.webhook_key_numbers,
            traces=traces,
        ),
        mail=_mail(settings, clock),
        people=PeopleOnCall(slack.people, watched, policies, clock),
        new_id=new_id,
        new_token=new_token,
        dice=random.SystemRandom().random,
        pace=pace,
        ops_channel=settings.ops_channel,
        ops_webhook=settings.ops_webhook,
        figures=meters,
        traces=traces,
    )


def _web(
    settings: Settings,
    desk: Desk,
    store: SqlStore,
    slack: SlackSide,
    meters: Meters,
    roles: Collection[str],
) -> FastAPI:
    return gateway(
        desk,
        secret=settings.secret.get_secret_value(),
        checks={
            "database": lambda: _database_check(store),
            "schema": lambda: _schema_check(store),
            "slack": slack.link,
        },
        callback_hosts=settings.webhook_allow,
        meters=meters,
        traced_by=provider_of(desk.traces),
        beside=_slack_door(settings, desk, slack, roles),
    )


def _slack_door(
    settings: Settings, desk: Desk, slack: SlackSide, roles: Collection[str]
) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    if "slack" in roles and not settings.socket_mode:
        door = slack.door(desk, signing_secret=settings.slack_signing_secret.get_secret_value())
        router.add_api_route(SLACK_EVENTS, door.receive, methods=["POST"])
    return router


@asynccontextmanager
async def _slack_socket(
    settings: Settings, desk: Desk, slack: SlackSide, roles: Collection[str]
) -> AsyncGenerator[None]:
    """Closed before the store is, so that no press comes in that could not be recorded."""
    if "slack" not in roles or not settings.socket_mode:
        yield
        return
    token = settings.slack_app_token.get_secret_value()
    connection = await slack.open_socket(desk, app_token=token)
    try:
        yield
    finally:
        await connection.stop()


@asynccontextmanager
async def _worker(
    app: App, slack: SlackSide, roles: Collection[str], *, heartbeat: Heartbeat, ticks: bool
) -> AsyncGenerator[None]:
    if "worker" not in roles:
        yield
        return
    couriers = Couriers(app.desk, owner=f"{socket.gethostname()}:{os.getpid()}")
    catch_up = slack.catch_up(app.desk)
    relay = slack.relay(app.desk, catch_up)
    scheduler = ticking(
        app.desk, reload_policy=app.policies.reload, catch_up=catch_up, heartbeat=heartbeat
    )
    couriers.start()
    relay.start()
    if ticks:
        scheduler.start()
    try:
        yield
    finally:
        if ticks:
            scheduler.shutdown(wait=False)
        app.desk.signals.close()
        await relay.stop()
        await couriers.stop()


def _is_embedded(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite")


async def _database_check(store: SqlStore) -> str:
    await store.ping()
    return ""


async def _schema_check(store: SqlStore) -> str:
    found, wanted = await store.schema_version(), store.expected_version()
    fits = found == wanted or store.is_newer(found)
    return "" if fits else f"at {found}, not {wanted}: run `handrail migrate`"
