"""The pages of appointments."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from servicecorps import words
from servicecorps.appointments.form import AppointmentBrief, AppointmentForm
from servicecorps.appointments.model import Appointment
from servicecorps.records.kinds import Kind
from servicecorps.records.pages import pages_for

KIND = Kind(
    slug="appointment",
    path="appointments",
    label=_l("预约"),
    title=_lp("list", "预约"),
    log_label=_l("登记预约"),
    save_label=_l("保存预约"),
    also_label=_l("约好下次上门"),
    open_label=_l("同时登记一个预约"),
    unit=words.MEASURES["appointments"].unit,
    icon="calendar-check",
    model=Appointment,
    form=AppointmentForm,
    brief=AppointmentBrief,
    categories=words.APPOINTMENT_KINDS,
    results=words.APPOINTMENT_STATUSES,
    statuses=words.APPOINTMENT_STATUSES,
    measures=("appointments",),
    facts={
        "from_time": (_l("从几点"), None),
        "until_time": (_l("到几点"), None),
        "address": (_l("地点"), None),
    },
)
bp = pages_for(KIND)
