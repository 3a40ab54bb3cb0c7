"""The sandbox's pages: what a person with a browser sees of the workspace in the box."""

from starlette.routing import BaseRoute

from sandbox.box import Box
from sandbox.pages.inspector import routes as inspector_routes
from sandbox.pages.workspace import routes as workspace_routes


def pages(box: Box) -> list[BaseRoute]:
    """The workspace comes last: it takes whatever nobody else has taken."""
    return [*inspector_routes(box), *workspace_routes(box)]
