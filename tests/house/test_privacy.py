"""Every column says how personal it is, and the page about it says the same."""

import importlib.util
from pathlib import Path

import pytest

from servicecorps.extensions import OPEN, PERSONAL, SENSITIVE, Base

ROOT = Path(__file__).resolve().parents[2]


def load_page():
    """Return docs/privacy.py, which loads every model."""
    spec = importlib.util.spec_from_file_location("privacy_page", ROOT / "docs" / "privacy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGE = load_page()
CLASSES = (OPEN, PERSONAL, SENSITIVE)
MODELS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__tablename__
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_is_open_personal_or_sensitive(model):
    file = model.__module__.replace(".", "/") + ".py"
    missing = [
        f"{file}: {model.__name__}.{column.name}: write info=OPEN, PERSONAL or SENSITIVE "
        "into its mapped_column (servicecorps/extensions.py says what they mean)"
        for column in model.__table__.columns
        if column.info not in CLASSES
    ]
    assert not missing, "\n".join(missing)


def test_every_table_has_a_model():
    assert {model.__tablename__ for model in MODELS} == set(Base.metadata.tables)


def test_the_page_about_privacy_lists_every_column_as_the_models_do():
    written = PAGE.PAGE.read_text(encoding="utf-8")
    assert PAGE.page() == written, "run: python docs/privacy.py"
