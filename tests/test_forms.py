"""Numbers nobody can mean are refused at their field, whatever their length."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField
from wtforms.validators import NumberRange, Optional

from servicecorps.forms import Form as OurForm
from servicecorps.forms import WholeNumberField
from servicecorps.wiring import KIND_ROOMS  # every form is loaded with its room

OUT_OF_RANGE = "在 1 到 365 之间"


class Days(Form):
    days = WholeNumberField("天", [Optional(), NumberRange(1, 365, OUT_OF_RANGE)])


@pytest.mark.parametrize(
    "typed", ["9" * 16, "9" * 400, "-" + "9" * 400, "9" * 6000, "９" * 400, " 366 ", "0"]
)
def test_a_number_of_hundreds_of_digits_is_out_of_range_like_any_other(typed):
    form = Days(MultiDict({"days": typed}))
    assert not form.validate()
    assert form.days.errors == [OUT_OF_RANGE]
    assert f'value="{typed}"' in form.days()


@pytest.mark.parametrize(
    ("typed", "read"), [("30", 30), ("０３０", 30), ("0" * 400 + "7", 7), ("", None)]
)
def test_what_can_be_meant_is_read(typed, read):
    form = Days(MultiDict({"days": typed}))
    assert form.validate()
    assert form.days.data == read


def test_no_form_counts_with_the_field_that_fails_on_them():
    assert KIND_ROOMS
    kinds, found = [OurForm], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        for name in dir(kind):
            field = getattr(getattr(kind, name), "field_class", None)
            if (
                field
                and issubclass(field, IntegerField)
                and not issubclass(field, WholeNumberField)
            ):
                found.add((kind.__name__, name))
    assert not found
