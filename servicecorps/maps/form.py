"""Place a community."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, HiddenField, SelectField
from wtforms.validators import InputRequired

from servicecorps.forms import Form
from servicecorps.places.coordinates import GCJ02, WGS84
from servicecorps.places.form import LATITUDE, LONGITUDE


class PlaceForm(Form):
    """A position, and the system it is given in."""

    version = HiddenField("", default="0")
    lat_deg = FloatField(
        _l("纬度"),
        [InputRequired(_l("点一下地图，或写坐标")), LATITUDE],
    )
    lon_deg = FloatField(
        _l("经度"),
        [InputRequired(_l("点一下地图，或写坐标")), LONGITUDE],
    )
    crs = SelectField(
        _l("坐标从哪里来"),
        choices=[
            (WGS84, _l("手机定位、GPS、天地图（WGS-84）")),
            (GCJ02, _l("高德、腾讯地图（GCJ-02）")),
        ],
        default=WGS84,
    )
    outside_known = BooleanField(_l("位置没错，就放这里"))
