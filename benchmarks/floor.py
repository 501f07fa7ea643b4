"""The floor: the least a signed-in page and a signed-in insert cost with the same libraries.

One small app with Flask-Login, CSRF, Flask-Babel and SQLite set up as in the real one. It shows the
real template with constants, and stores a form of four fields as one row of one table.
"""

import sqlite3
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template
from flask_babel import Babel
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from servicecorps.extensions import prepare_engine

SIGNED_IN = {"_user_id": "1", "_fresh": "1"}
TOPICS = [("bill", "bill"), ("repair", "repair"), ("other", "other")]
# Called once; then the page shows what they returned.
_CONSTANT = ("asset", "may", "navigation", "tabs", "log_item", "locale_code", "other_language")


class _Base(DeclarativeBase):
    pass


_db = SQLAlchemy(model_class=_Base, session_options={"expire_on_commit": False})


class _Person(UserMixin, _Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    stamp: Mapped[str]
    active: Mapped[bool]

    def may(self, _permission: object) -> bool:
        return True


class _Row(_Base):
    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    topic: Mapped[str]
    quantity: Mapped[int]
    note: Mapped[str]


class _EntryForm(FlaskForm):
    day = DateField(validators=[InputRequired()])
    topic = SelectField(choices=TOPICS)
    quantity = IntegerField(validators=[InputRequired(), NumberRange(1, 999)])
    note = StringField(validators=[Length(max=2000)])


def make_floor(folder: Path) -> Flask:
    """Return the floor app with an empty database in a folder."""
    app = Flask("floor", root_path=str(folder))
    app.config.update(
        SECRET_KEY="floor", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'floor.sqlite3'}"
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _db.init_app(app)
    CSRFProtect(app)
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai")
    people = LoginManager(app)
    people.user_loader(lambda number: _db.session.get(_Person, int(number)))
    app.add_url_rule("/insert", "insert", login_required(_insert), methods=["POST"])
    with closing(sqlite3.connect(folder / "floor.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with app.app_context():
        prepare_engine(_db.engine)
        _db.create_all()
        _db.session.add(_Person(id=1, name="林思东", role="member", stamp="", active=True))
        _db.session.commit()
    return app


def _insert() -> Response:
    form = _EntryForm()
    if not form.validate_on_submit():
        raise ValueError(form.errors)
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    _db.session.add(_Row(**values))
    _db.session.commit()
    return redirect("/")


def show_constant(floor: Flask, app: Flask, template: str, facts: dict[str, Any]) -> None:
    """Let the floor answer /constant with a template of the app and what a view once gave it."""
    _know_addresses(floor, app)
    floor.jinja_env.loader = app.jinja_env.loader
    floor.jinja_env.filters.update(app.jinja_env.filters)
    floor.extensions["servicecorps_kinds"] = app.extensions["servicecorps_kinds"]
    ours = {name: value for name, value in app.jinja_env.globals.items() if _is_ours(value)}
    constant = {name: cache(ours[name]) for name in _CONSTANT}
    floor.jinja_env.globals.update(ours | constant)
    given = {name: _kept(value) for name, value in facts.items()}

    def page() -> str:
        return render_template(template, **given)

    floor.add_url_rule("/constant", "constant", login_required(page))


def _is_ours(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).startswith("servicecorps.")


def _kept(value: Any) -> Any:
    # What the view gave as a function answers from memory, if its arguments can be remembered.
    if not callable(value) or isinstance(value, type):
        return value
    remembering = cache(value)

    def kept(*args: Any, **named: Any) -> Any:
        try:
            return remembering(*args, **named)
        except TypeError:
            return value(*args, **named)

    return kept


def _know_addresses(floor: Flask, app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            floor.add_url_rule(rule.rule, rule.endpoint, _nobody)


def _nobody(**_arguments: Any) -> str:
    return ""
