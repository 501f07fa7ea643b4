"""Settings: known, typed, and a sentence for whoever mistypes one."""

import stat

import pytest

from servicecorps import config
from servicecorps.config import BadSetting, Settings


def test_nothing_set_is_sqlite_in_the_instance(tmp_path):
    found = config.load({}, tmp_path)
    assert found == Settings(instance=tmp_path)
    assert found.sqlalchemy_url() == f"sqlite:///{tmp_path}/servicecorps.sqlite3"
    assert found.photo_folder() == tmp_path / "photos"


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "config.toml").write_text("session_days = 3\nhttps = true\n", encoding="utf-8")
    found = config.load({"SERVICECORPS_SESSION_DAYS": "7"}, tmp_path)
    assert (found.session_days, found.https) == (7, True)


def test_the_instance_is_named_by_the_environment(tmp_path):
    assert config.load({"SERVICECORPS_INSTANCE": str(tmp_path)}).instance == tmp_path


def test_the_address_of_postgresql(tmp_path):
    found = config.load({"DATABASE_URL": "postgresql+psycopg://a@b/c"}, tmp_path)
    assert found.sqlalchemy_url() == "postgresql+psycopg://a@b/c"


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("true", True), ("Yes", True), ("0", False), ("", False)]
)
def test_yes_and_no_are_understood(tmp_path, text, value):
    assert config.load({"SERVICECORPS_HTTPS": text}, tmp_path).https is value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HTTPS", "vielleicht"),
        ("SESSION_DAYS", "zwei"),
        ("SESSION_DAYS", "-1"),
        ("MAX_PHOTOS", "²"),
    ],
)
def test_a_value_of_the_wrong_kind_stops_the_start_with_a_sentence(tmp_path, name, text):
    with pytest.raises(BadSetting, match=name.lower()):
        config.load({f"SERVICECORPS_{name}": text}, tmp_path)


def test_an_unknown_setting_stops_the_start_with_its_name(tmp_path):
    with pytest.raises(BadSetting, match="SERVICECORPS_HTTP5"):
        config.load({"SERVICECORPS_HTTP5": "1"}, tmp_path)


@pytest.mark.parametrize(
    "text", ["unknown = 1", 'https = "yes"', "session_days = true", "= 1", "\xff"]
)
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path, text):
    (tmp_path / "config.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadSetting):
        config.load({}, tmp_path)


def test_the_secret_key_is_made_once_and_only_for_us(tmp_path):
    key = config.secret_key(tmp_path / "new")
    assert config.secret_key(tmp_path / "new") == key
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
