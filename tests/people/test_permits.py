"""Who may change a record, and who may see a household in clear."""

import pytest

from servicecorps.people import permits

ME, OTHER = 1, 2


@pytest.mark.parametrize(
    ("role", "recorded_by", "there", "may"),
    [
        ("member", ME, [OTHER], True),
        ("member", OTHER, [ME, OTHER], True),
        ("member", OTHER, [OTHER], False),
        ("manager", OTHER, [OTHER], True),
        ("viewer", ME, [ME], False),
        ("admin", ME, [ME], False),
    ],
)
def test_a_member_changes_their_own_a_manager_any(role, recorded_by, there, may):
    assert permits.may_change(role, ME, recorded_by, there) is may


@pytest.mark.parametrize(
    ("role", "in_charge", "lately", "may"),
    [
        ("member", False, False, False),
        ("member", True, False, True),
        ("member", False, True, True),
        ("manager", False, False, True),
        ("viewer", True, True, False),
        ("admin", True, True, False),
    ],
)
def test_who_sees_a_household_in_clear_without_giving_a_reason(role, in_charge, lately, may):
    assert permits.may_see_clear(role, in_charge=in_charge, visited_lately=lately) is may
