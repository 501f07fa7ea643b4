"""The pages and answers a phone needs to log without signal."""

from pathlib import Path

from flask import Blueprint, abort, current_app, jsonify, render_template, send_file
from flask.typing import ResponseReturnValue as Answer
from flask_wtf.csrf import generate_csrf

from servicecorps.offline import showing
from servicecorps.people.door import signed_in
from servicecorps.people.permits import Permission, needs
from servicecorps.records import kinds
from servicecorps.records.pages import Pages

bp = Blueprint("offline", __name__)
SCRIPT = "text/javascript"


@bp.get("/sw.js")
def worker() -> Answer:
    """Send the service worker, from the root: it may only look after what lies below it."""
    file = Path(str(current_app.static_folder), "offline", "sw.js")
    answer = send_file(file, mimetype=SCRIPT)
    # A browser asks for it whenever it likes; it must never run an old one.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/offline/token")
@needs(Permission.LOG)
def token() -> Answer:
    """Say who is signed in, and give the token a form is sent with."""
    return jsonify(member=showing.member(), token=generate_csrf())


@bp.get("/offline/kit")
@needs(Permission.LOG)
def kit() -> Answer:
    """Give a phone what it keeps for its member."""
    return jsonify(showing.kit(signed_in(), current_app.jinja_env.globals["asset"]))


@bp.get("/offline/today")
@needs(Permission.LOG)
def today() -> Answer:
    """Show the start page of a phone without signal; what stands in it lies on the phone."""
    return render_template("offline/today.html")


@bp.get("/offline/forms/<kind>")
@needs(Permission.LOG)
def form(kind: str) -> Answer:
    """Show the form of a kind as a phone keeps it."""
    found = next((one for one in kinds.every() if one.slug == kind), None)
    if found is None:
        abort(404)
    return Pages(found).blank()


@bp.get("/unsent")
@needs(Permission.LOG)
def unsent() -> Answer:
    """Show what lies on this phone and was not sent yet, one by one."""
    return render_template("offline/unsent.html")


@bp.get("/install")
def install() -> Answer:
    """Show in pictures how to leave WeChat's browser and put the program on the desktop."""
    return render_template("offline/install.html")
