"""What loads slowly is loaded only where it is needed."""

from pathlib import Path

from servicecorps.imports import borders


def test_only_the_command_loads_shapely():
    package = Path(borders.__file__).parents[1]
    found = [file.name for file in package.rglob("*.py") if "import shapely" in file.read_text()]
    assert found == ["borders.py"]
