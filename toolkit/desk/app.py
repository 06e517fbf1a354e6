"""The application: what all pages share, and the screens, which are found by lying in `toolkit.desk.screens`.

Knows: Flask, the form's token, which words an error gets. Must not know: what any screen shows or does.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules

from flask import Blueprint, Flask, Response, g, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from toolkit import __version__
from toolkit.base.errors import ToolkitError
from toolkit.desk import screens
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import BusyError
from toolkit.desk.screens.screen import Screen
from toolkit.desk.words import for_the_page
from toolkit.standing.next_step import NextStep

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def every_screen() -> list[Screen]:
    """The screens, in the order of the menu."""
    found = [import_module(f"{screens.__name__}.{one.name}") for one in iter_modules(screens.__path__)]
    return sorted((m.SCREEN for m in found if hasattr(m, "SCREEN")), key=lambda screen: screen.place)


def application(desk: Desk) -> Flask:
    """The pages of a desk."""
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=2**20, MAX_FORM_PARTS=5000)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["plain"] = for_the_page
    menu = every_screen()
    _say_on_every_page(app, desk, menu)
    _prove_forms(app, desk)
    _tell_errors(app, desk)
    _shared_routes(app)
    for screen in menu:
        pages = Blueprint(f"screen{screen.place}", __name__)
        screen.register(pages, desk)
        app.register_blueprint(pages)
    return app


def _say_on_every_page(app: Flask, desk: Desk, menu: Sequence[Screen]) -> None:
    """What the frame of every page shows; without what has to be asked of the workspace where that has just failed."""

    def hidden() -> Markup:
        return Markup('<input type="hidden" name="token" value="{}">').format(desk.token)

    @app.context_processor
    def shared() -> dict[str, object]:
        if "bare" in g:
            return {"menu": (), "token": desk.token, "now": None, "hidden": hidden}
        found = g.get("now") or desk.now()
        return {
            "menu": _menu(menu, found), "now": found, "token": desk.token, "running": desk.jobs.running,
            "today": desk.today(), "id_of": desk.listed.id_of, "hidden": hidden,
        }  # fmt: skip


def _prove_forms(app: Flask, desk: Desk) -> None:
    """A change is asked for by a form of ours, or by our script."""

    @app.before_request
    def written_here() -> Response | None:
        if request.method != "POST":
            return None
        said = request.headers.get("X-Desk") or request.form.get("token", "")
        if hmac.compare_digest(said.encode(), desk.token.encode()):
            return None
        return Response("这一页过期了。请回首页再做一次。", 403, content_type="text/plain; charset=utf-8")


def _tell_errors(app: Flask, desk: Desk) -> None:
    @app.errorhandler(Exception)
    def told(error: Exception) -> tuple[str, int]:
        if isinstance(error, HTTPException):
            status = error.code or 500
            said = "没有这一页。" if status == HTTPStatus.NOT_FOUND else "这一步做不了，请回首页再做一次。"
        elif isinstance(error, ToolkitError):
            said, status = str(error), 409 if isinstance(error, BusyError) else 400
        else:
            said, status = desk.failed(error), 500
        return _trouble(said), status


def _trouble(said: str) -> str:
    """A page with a sentence, also where the menu cannot be made."""
    lines = said.splitlines()
    with suppress(Exception):
        return render_template("trouble.html", lines=lines)
    g.bare = True
    return render_template("trouble.html", lines=lines)


def _menu(every: Sequence[Screen], found: NextStep) -> list[tuple[Screen, int]]:
    """The screens that the menu has now, each with how much waits there."""
    known = found.period is not None
    return [(one, one.waiting(found) if known else 0) for one in every if one.title and (known or one.without_plan)]


def _shared_routes(app: Flask) -> None:
    static = {one.name: one.read_bytes() for one in files("toolkit.desk").joinpath("static").iterdir() if one.is_file()}

    @app.get("/static/<name>")
    def static_file(name: str) -> Response:
        if name not in static:
            return Response("", 404)
        return Response(static[name], content_type=f"{_KINDS[Path(name).suffix]}; charset=utf-8")

    @app.get("/alive")
    def alive() -> Response:
        return Response(__version__, content_type="text/plain")
