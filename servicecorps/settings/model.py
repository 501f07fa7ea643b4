"""Settings that differ from their defaults."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from servicecorps.extensions import OPEN, Base


class ChosenSetting(Base):
    """A number somebody chose in place of a default."""

    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True, info=OPEN)
    key: Mapped[str] = mapped_column(String(40), unique=True, info=OPEN)
    number: Mapped[int] = mapped_column(info=OPEN)
