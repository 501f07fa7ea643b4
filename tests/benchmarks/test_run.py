"""The benchmarks measure every job; what they measure is not looked at here."""

import math
from contextlib import nullcontext

import pytest

from benchmarks import drawing, files, instances, measuring, pages, run, saving, starting

RECORDS = 1500


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return [instances.filled(RECORDS, tmp_path_factory.mktemp("filled"))]


@pytest.fixture(autouse=True)
def once(monkeypatch):
    """Measure once instead of many times."""

    def compare(measured, floor, **_rounds):
        return measuring.compare(measured, floor, rounds=1, calls=1)

    for room in (drawing, files, pages, saving):
        monkeypatch.setattr(room, "compare", compare)
    monkeypatch.setattr(saving, "SAVES_A_WRITER", 3)
    monkeypatch.setattr(starting, "ROUNDS", 1)
    for name, few in {"COMMUNITIES": 900, "ROUNDS": 1}.items():
        monkeypatch.setattr(drawing, name, few)


@pytest.mark.parametrize("job", run.JOBS)
def test_every_job_tells_what_it_measured(filled, job, request, monkeypatch):
    if job == "map":
        # Only one browser a process may be driven this way: the one the tests have.
        chromium = request.getfixturevalue("chromium")
        monkeypatch.setattr(drawing, "started", lambda: nullcontext(chromium))
    results = list(run.JOBS[job](filled))
    assert results
    assert all(math.isfinite(result.ratio) and result.ratio >= 0 for result in results)


def test_the_page_with_constants_is_the_page(filled):
    [instance] = filled
    template, given = pages._given(instance, "/tallies/?month=2026-10")
    assert template == "tallies/index.html"
    assert given["found"].rows


def test_eight_writers_lose_nothing(filled):
    [_slowest, lost] = saving.writers(filled)
    assert lost.measured == 0


def test_a_limit_that_is_not_kept_is_told(monkeypatch, capsys):
    over = measuring.absolute("a job", 30, 20, "MB")
    monkeypatch.setattr(instances, "filled", lambda *_: None)
    monkeypatch.setitem(run.JOBS, "csv", lambda _: iter([over]))
    assert run.main(["--only", "csv", "--records", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("over")
