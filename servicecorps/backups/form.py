"""The button that makes a backup."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from servicecorps.forms import Form


class MakeForm(Form):
    """Nothing to fill in; its key lets a second press find the backup of the first."""

    client_key = HiddenField(
        "", [InputRequired(_l("请再点一次"))], default=lambda: secrets.token_hex(16)
    )
