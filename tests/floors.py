"""Coverage that admits no gap: rules, writing and permits are reached line by line.

Loaded by the full run of `run.py test`. The overall floor stands in pyproject.toml. To measure
nearly doubles the work, so what a test on SQLite reaches is not measured again on PostgreSQL.
"""

import io

import coverage
import pytest

# What these write differs by the database: their tests are measured on both.
ON_BOTH = {"backups", "demo", "history", "places", "registers", "submissions"}
# Who asks for these opens every page; what the pages do has tests of its own.
WALKS = {"chromium", "addresses", "opened_by"}
NO_GAP = [
    "servicecorps/*/rules.py",
    "servicecorps/*/writing.py",
    "servicecorps/records/settling.py",
    "servicecorps/people/permits.py",
]


class Gaps:
    """Looks at the measured data when the tests are through and prints what was not reached."""

    table = ""

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run when a file of the list was not reached whole."""
        reached = coverage.Coverage()
        reached.load()
        table = io.StringIO()
        try:
            total = reached.report(include=NO_GAP, file=table, show_missing=True, skip_covered=True)
        except coverage.exceptions.NoDataError:
            return
        if total < 100:
            self.table = table.getvalue()
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the gaps before pytest's closing line."""
        if self.table:
            terminalreporter.section("rules, writing and permits must be reached whole")
            terminalreporter.write_line(self.table)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure each test once: not what runs again on PostgreSQL, nor who walks over everything."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        again = callspec is not None and callspec.params.get("house") == "postgresql"
        again = again and item.path.parent.name not in ON_BOTH
        if again or WALKS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.no_cover)


def pytest_configure(config: pytest.Config) -> None:
    """Look for gaps in this run."""
    config.pluginmanager.register(Gaps(), "gaps")
