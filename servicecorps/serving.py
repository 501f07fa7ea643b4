"""What Flask is told by the settings, and who sends the static files."""

import gc
from datetime import timedelta
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise
from xstatic.pkg import leaflet

from servicecorps import config, headers
from servicecorps.config import Settings

YEAR_S = 31_536_000
LEAFLET = "leaflet/"


def configure(app: Flask, settings: Settings) -> None:
    """Hand the settings to Flask and its extensions."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.config.update(
        INSTANCE=settings.instance,
        PHOTO_FOLDER=settings.photo_folder(),
        DEMO=settings.demo,
        MAX_PHOTOS=settings.max_photos,
        TILES=settings.map_tiles(),
        SETTINGS=settings,
        SECRET_KEY=config.secret_key(settings.instance),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url(),
        # What was typed must not reach the log with an error.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        # Of the cookie with form token and language; who is signed in stands in the database.
        PERMANENT_SESSION_LIFETIME=timedelta(
            days=max(settings.session_days, settings.own_phone_days)
        ),
        # Else an answer that was long on its way would take back what a later one put into it.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form left open over lunch must still be saved: the token lives as long as the sign-in.
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        SEND_FILE_MAX_AGE_DEFAULT=YEAR_S,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def send_static_files(app: Flask, settings: Settings) -> None:
    """Let WhiteNoise send the static files, Leaflet's among them; trust the named proxies."""
    static = WhiteNoise(app.wsgi_app, max_age=YEAR_S, add_headers_function=_safe_headers)
    static.add_files(str(app.static_folder), prefix="/static/")
    static.add_files(leaflet.BASE_DIR, prefix=f"/static/{LEAFLET}")
    app.wsgi_app = static  # type: ignore[method-assign]
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]


def static_file(folder: str, path: str) -> Path:
    """Return where a static file lies; Leaflet's lie in its package."""
    if path.startswith(LEAFLET):
        return Path(leaflet.BASE_DIR, path.removeprefix(LEAFLET))
    return Path(folder, path)


def _safe_headers(answer_headers: Headers, _path: str, _url: str) -> None:
    for name, value in headers.HEADERS.items():
        answer_headers[name] = value


def freeze() -> None:
    """Let what the start left behind stay: no need to look through it for rubbish ever again."""
    gc.collect()
    gc.freeze()
