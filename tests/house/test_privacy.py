"""Every column says how personal it is, and the page about it says the same."""

import importlib.util
from pathlib import Path

import pytest

from servicecorps import wiring  # noqa: F401 – with it every model is known
from servicecorps.extensions import OPEN, PERSONAL, SENSITIVE, Base

ROOT = Path(__file__).resolve().parents[2]
CLASSES = (OPEN, PERSONAL, SENSITIVE)
MODELS = [mapper.class_ for mapper in Base.registry.mappers]


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
    spec = importlib.util.spec_from_file_location("privacy_page", ROOT / "docs" / "privacy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = module.PAGE.read_text(encoding="utf-8")
    assert module.page() == written, "run: python docs/privacy.py"
