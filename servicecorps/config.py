"""Settings: read once at the start, typed, from the environment and instance/config.toml."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from servicecorps.tiles import BadTiles, Tiles, configured

PREFIX = "SERVICECORPS_"


class BadSetting(Exception):
    """A setting is unknown or has a value that cannot be used; the text is for the operator."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set before the start; one row each in README."""

    instance: Path = field(metadata={"doc": "folder of database, photos and secret key"})
    database_url: str = field(default="", metadata={"doc": "empty = SQLite in the instance folder"})
    demo: bool = field(default=False, metadata={"doc": "buttons on the sign-in page, sample data"})
    https: bool = field(default=False, metadata={"doc": "served over HTTPS: secure cookies, HSTS"})
    allow_http: bool = field(
        default=False, metadata={"doc": "allow plain HTTP beyond this machine, with a warning"}
    )
    trusted_proxies: int = field(
        default=0, metadata={"doc": "how many proxies in front may set X-Forwarded-*"}
    )
    session_days: int = field(
        default=14, metadata={"doc": "days after which a sign-in ends, used or not"}
    )
    idle_minutes: int = field(
        default=240, metadata={"doc": "minutes without use after which a sign-in ends"}
    )
    own_phone_days: int = field(
        default=60, metadata={"doc": "days after which a sign-in on a registered phone ends"}
    )
    offline_days: int = field(
        default=3,
        metadata={"doc": "days for which a phone keeps its member's due households"},
    )
    confirm_minutes: int = field(
        default=10, metadata={"doc": "minutes for which a typed password covers sensitive acts"}
    )
    reveal_minutes: int = field(
        default=15, metadata={"doc": "minutes for which a household is shown after a reason"}
    )
    reveals_a_day: int = field(
        default=20, metadata={"doc": "households somebody may see by giving reasons, a day"}
    )
    admin_code_hours: int = field(
        default=24,
        metadata={"doc": "hours a new administrator may go without codes of the phone"},
    )
    max_upload_mb: int = field(default=40, metadata={"doc": "largest form with photos, in MB"})
    max_photos: int = field(default=9, metadata={"doc": "photos a record"})
    keep_years: int = field(
        default=3,
        metadata={"doc": "years after the last service for which `flask purge` keeps a household"},
    )
    tiles: str = field(
        default="",
        metadata={"doc": "tiles of the map: osm, tianditu or the template of an address"},
    )
    tiles_key: str = field(default="", metadata={"doc": "key of the tiles, if they need one"})
    tiles_crs: str = field(default="wgs84", metadata={"doc": "system of the tiles: wgs84, gcj02"})
    tiles_attribution: str = field(default="", metadata={"doc": "whom to name for the tiles"})
    backups_kept: int = field(
        default=14, metadata={"doc": "how many of the newest backups stay in instance/backups"}
    )
    backup_passphrase_file: str = field(
        default="", metadata={"doc": "file with the passphrase that seals every backup"}
    )

    def sqlalchemy_url(self) -> str:
        """Return the database address in the form SQLAlchemy reads."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{self.instance / 'servicecorps.sqlite3'}"

    def photo_folder(self) -> Path:
        """Return the folder of the stored photos."""
        return self.instance / "photos"

    def map_tiles(self) -> Tiles:
        """Return the tiles of the map.

        Raises:
            BadSetting: they cannot be used.
        """
        try:
            found = configured(self.tiles, self.tiles_key, self.tiles_crs, self.tiles_attribution)
        except BadTiles as problem:
            raise BadSetting(str(problem)) from problem
        if self.https and any(origin.startswith("http:") for origin in found.origins):
            raise BadSetting(
                "网站用 HTTPS，底图也要 https:// / served over HTTPS, so tiles must be https:// too"
            )
        return found


def load(environ: Mapping[str, str] | None = None, instance: Path | None = None) -> Settings:
    """Read the settings; the environment wins over instance/config.toml.

    Raises:
        BadSetting: a name is unknown or a value cannot be used.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get(PREFIX + "INSTANCE", "") or instance or default_instance()).absolute()
    values: dict[str, Any] = dict(_from_file(home / "config.toml"))
    values.update(_from_environment(env))
    values.pop("instance", None)
    settings = Settings(instance=home, **values)
    settings.map_tiles()
    return settings


def default_instance() -> Path:
    """Return the instance folder beside the package."""
    return Path(__file__).resolve().parent.parent / "instance"


def _kinds() -> dict[str, type]:
    return {f.name: f.type if isinstance(f.type, type) else str for f in fields(Settings)}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadSetting(f"config.toml 读不懂 / cannot be read: {problem}") from problem
    kinds = _kinds()
    for name, value in found.items():
        if name not in kinds:
            raise BadSetting(f"config.toml 里没有这个设置 / unknown setting: {name}")
        if type(value) is not kinds[name]:
            raise BadSetting(_wrong(name, value, kinds[name]))
    return found


def _from_environment(env: Mapping[str, str]) -> dict[str, Any]:
    kinds = _kinds()
    values: dict[str, Any] = {}
    for key, text in env.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX).lower()
        if name not in kinds:
            raise BadSetting(f"没有这个设置 / unknown setting: {key}")
        values[name] = _typed(name, text, kinds[name])
    if env.get("DATABASE_URL"):
        values["database_url"] = env["DATABASE_URL"]
    return values


def _typed(name: str, text: str, kind: type) -> Any:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }
    if kind is bool and text.lower() in words:
        return words[text.lower()]
    if kind is int and text.isascii() and text.isdigit():
        return int(text)
    if kind not in (bool, int):
        return text
    raise BadSetting(_wrong(name, text, kind))


def _wrong(name: str, value: object, kind: type) -> str:
    want = {bool: "1/0", int: "整数 / a whole number"}.get(kind, "文字 / text")
    return f"设置 {name} 的值 {value!r} 不对，要 / must be: {want}"


def secret_key(instance: Path) -> str:
    """Return the key that signs cookies, made at the first start with mode 600."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
