"""Who am I, where am I, and where do I listen."""

from sandbox.api.call import Call, Method
from sandbox.errors import Refused
from sandbox.model import Json


def api_test(call: Call) -> Json:
    if call.text("error"):
        raise Refused(call.text("error"), args=call.args)
    return {"args": {name: value for name, value in call.args.items() if name != "token"}}


def auth_test(call: Call) -> Json:
    box = call.box
    return {
        "url": f"https://{box.cast.domain}.slack.com/",
        "team": box.cast.team_name,
        "user": box.app.name.lower(),
        "team_id": box.cast.team_id,
        "user_id": box.app.user_id,
        "bot_id": box.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    cast = call.box.cast
    team = {"id": cast.team_id, "name": cast.team_name, "domain": cast.domain, "icon": {}}
    return {"team": team | {"email_domain": "", "url": f"https://{cast.domain}.slack.com/"}}


def bots_info(call: Call) -> Json:
    wanted = call.text("bot", call.box.app.bot_id)
    for user in call.box.team.users.values():
        if user.member.bot_id == wanted:
            who = user.member
            bot = {"id": wanted, "deleted": user.deleted, "name": who.real_name, "updated": 0}
            return {"bot": bot | {"app_id": who.app_id, "user_id": who.id, "icons": {}}}
    raise Refused("bot_not_found")


def connections_open(call: Call) -> Json:
    ticket = call.box.sockets.new_ticket()
    address = call.box.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.box.app.id}"}


METHODS = {
    "api.test": Method(api_test, token="none"),
    "auth.test": Method(auth_test),
    "team.info": Method(team_info, ("team:read",), 3),
    "bots.info": Method(bots_info, ("users:read",), 3),
    "apps.connections.open": Method(connections_open, tier=3, token="app"),
}
