"""The logbook of the Run Wanjia service corps (润万家服务队台账)."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from servicecorps import cli, config, headers, wiring
from servicecorps.config import Settings
from servicecorps.extensions import babel, csrf, init_database

ROOT = Path(__file__).resolve().parent.parent
YEAR_S = 31_536_000


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app: settings, database, guards, rooms, commands."""
    settings = settings or config.load()
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance)
    )
    configure(app, settings)
    init_database(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=wiring.select_locale)
    wiring.install(app)
    cli.install(app)
    serve_static(app, settings)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Hand the settings to Flask and its extensions."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.config.update(
        INSTANCE=settings.instance,
        PHOTO_FOLDER=settings.photo_folder(),
        DEMO=settings.demo,
        MAX_PHOTOS=settings.max_photos,
        SETTINGS=settings,
        SECRET_KEY=config.secret_key(settings.instance),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url(),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
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


def serve_static(app: Flask, settings: Settings) -> None:
    """Let WhiteNoise send the static files, Leaflet's among them; trust the named proxies."""
    from xstatic.pkg import leaflet  # noqa: PLC0415 – only its folder is wanted

    static = WhiteNoise(app.wsgi_app, max_age=YEAR_S, add_headers_function=_safe_headers)
    static.add_files(str(app.static_folder), prefix="/static/")
    static.add_files(leaflet.BASE_DIR, prefix="/static/leaflet/")
    app.wsgi_app = static  # type: ignore[method-assign]
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]


def _safe_headers(answer_headers: object, _path: str, _url: str) -> None:
    for name, value in headers.HEADERS.items():
        answer_headers[name] = value  # type: ignore[index]
