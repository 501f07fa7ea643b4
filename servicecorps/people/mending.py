"""What the pages of this room do alike with their forms."""

from collections.abc import Callable

from flask_wtf import FlaskForm

from servicecorps.errors import Invalid


def mended(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Run an act; if a rule refuses it, put the sentence at its field."""
    try:
        act()
    except Invalid as problem:
        if problem.field in form:
            form[problem.field].errors = [*form[problem.field].errors, problem.message]
        else:
            form.form_errors.append(problem.message)
        return False
    return True


def status(form: FlaskForm) -> int:
    """Return the status of a page with this form: 422 while something must be mended."""
    return 422 if form.errors else 200
