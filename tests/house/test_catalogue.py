"""Nobody who reads English meets a Chinese sentence."""

import runpy
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "translations.py"


def test_the_english_catalogue_is_complete_and_compiled():
    script = runpy.run_path(str(SCRIPT))
    catalog = script["extracted"]()
    assert "没有找到这一页" in catalog  # servicecorps/explaining.py
    assert "跳到正文" in catalog  # templates/layouts/base.html
    found = script["problems"](catalog)
    assert not found, f"{len(found)} problems, the first: {found[:5]}; docs/translations.py helps"
