"""Photos = rows: no file without its row, no row without its file."""

import pytest

from servicecorps.attachments import queries, storage
from servicecorps.attachments import writing as changing
from servicecorps.attachments.encoding import encode
from servicecorps.errors import Stale
from servicecorps.history import queries as history
from servicecorps.records import writing
from servicecorps.records.writing import Draft, Stamp
from tests.attachments.test_encoding import picture
from tests.logbook import DAY


@pytest.fixture
def drafted(app, cast):
    """A call with a picture."""
    with app.test_request_context():
        encoded = encode(picture())
    values = {
        "category": "bill", "call_source": "96111", "outcome": "answered", "status": "done",
        "happened_on": DAY,
    }  # fmt: skip
    return lambda: Draft("call", dict(values), [cast.member.id], pictures=[encoded])


def files(app):
    return sorted(path.suffix for path in app.config["PHOTO_FOLDER"].rglob("*") if path.is_file())


def test_a_stored_picture_has_its_row_and_two_files(app, ask, cast, drafted):
    record_id = ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h"))
    (row,) = ask(queries.of_record, record_id)
    assert files(app) == [".jpg", ".webp"]
    with app.app_context():
        assert storage.path_of(row.name).stat().st_size == row.size_bytes


def test_a_picture_belongs_to_its_record_only(app, ask, cast, drafted, log):
    record_id = ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h"))
    (row,) = ask(queries.of_record, record_id)
    assert ask(queries.one, log.visit(), row.id) is None


def test_what_was_refused_leaves_no_file(app, ask, cast, drafted):
    ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h"))
    with pytest.raises(Stale):
        ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "other"))
    assert files(app) == [".jpg", ".webp"]


def test_the_same_form_sent_again_leaves_no_second_picture(app, ask, cast, drafted):
    first = ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h"))
    assert ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h")) == first
    assert files(app) == [".jpg", ".webp"]
    assert len(ask(queries.of_record, first)) == 1


def test_an_amendment_that_came_too_late_leaves_no_file(app, ask, cast, drafted, log):
    call = log.call()
    with pytest.raises(Stale):
        ask(writing.amend, call, 7, drafted(), cast.member.id)
    assert files(app) == []


def test_who_may_see_the_lists_may_see_the_pictures(app, ask, cast, drafted, as_helper, as_viewer):
    record_id = ask(writing.log, [drafted()], Stamp(cast.member.id, "k", "h"))
    (row,) = ask(queries.of_record, record_id)
    path = f"/records/{record_id}/photos/{row.id}"
    answer = as_helper.get(f"{path}.jpg")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert as_helper.get(f"{path}.webp").mimetype == "image/webp"
    as_viewer.checks = False
    assert as_viewer.get(f"{path}.jpg").status_code == 403


def test_a_picture_added_later_stands_in_the_history(ask, cast, drafted, log):
    call = log.call()
    ask(writing.amend, call, 1, drafted(), cast.member.id)
    assert len(ask(queries.of_record, call)) == 1
    *_, change = ask(history.changes_of, "record", call)
    assert change.changes["photos"] == [None, 1]


def test_a_picture_that_is_gone_is_not_changed(ask):
    with pytest.raises(Stale):
        ask(changing.locked, 2_000_000_000)
