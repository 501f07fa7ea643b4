"""Who may do what: the only place that knows what a role may do."""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, TypeVar

ROLES = ("member", "manager", "viewer", "admin")
_TEAM = frozenset({"member", "manager"})
_DESK = frozenset({"manager"})
_EVERYBODY = frozenset(ROLES)
View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """One thing a person may do."""

    OWN_ACCOUNT = "own_account"
    TODAY = "today"
    RECORDS = "records"
    LOG = "log"
    AMEND_OWN = "amend_own"
    AMEND_ANY = "amend_any"
    HOUSEHOLDS = "households"
    KEEP_HOUSEHOLDS = "keep_households"
    SEE_CLEAR = "see_clear"
    SEE_ANY_CLEAR = "see_any_clear"
    CAMPAIGNS = "campaigns"
    MEMBERS = "members"
    COMMUNITIES = "communities"
    KEEP_PLACES = "keep_places"
    TALLIES = "tallies"
    MAP = "map"
    BALANCES = "balances"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    BACKUPS = "backups"
    IMPORT = "import"
    IMPORT_RECORDS = "import_records"
    EXPORT_CLEAR = "export_clear"
    AUDIT = "audit"
    AUDIT_EVERYBODY = "audit_everybody"


GRANTS: dict[Permission, frozenset[str]] = {
    Permission.OWN_ACCOUNT: _EVERYBODY,
    Permission.TODAY: _EVERYBODY,
    Permission.RECORDS: _TEAM,
    Permission.LOG: _TEAM,
    Permission.AMEND_OWN: _TEAM,
    Permission.AMEND_ANY: _DESK,
    Permission.HOUSEHOLDS: _TEAM,
    Permission.KEEP_HOUSEHOLDS: _TEAM,
    # In clear: who is in charge of it, or after giving a reason; managers always. All logged.
    Permission.SEE_CLEAR: _TEAM,
    Permission.SEE_ANY_CLEAR: _DESK,
    Permission.CAMPAIGNS: _DESK,
    Permission.MEMBERS: _TEAM | {"admin"},
    Permission.COMMUNITIES: _TEAM | {"admin"},
    Permission.KEEP_PLACES: frozenset({"manager", "admin"}),
    Permission.TALLIES: _EVERYBODY,
    Permission.MAP: _EVERYBODY,
    Permission.BALANCES: frozenset({"manager", "admin"}),
    Permission.ACCOUNTS: frozenset({"admin"}),
    Permission.SETTINGS: frozenset({"admin"}),
    Permission.BACKUPS: frozenset({"admin"}),
    # Each kind of table asks for one more: records, places or accounts.
    Permission.IMPORT: frozenset({"manager", "admin"}),
    Permission.IMPORT_RECORDS: _DESK,
    Permission.EXPORT_CLEAR: _DESK,
    # Managers see what their own team did.
    Permission.AUDIT: frozenset({"manager", "admin"}),
    Permission.AUDIT_EVERYBODY: frozenset({"admin"}),
}


def may(role: str, permission: Permission | str) -> bool:
    """Tell whether a role has a permission."""
    return role in GRANTS[Permission(permission)]


def may_change(role: str, member_id: int, recorded_by: int, member_ids: Collection[int]) -> bool:
    """Tell whether somebody may amend or withdraw a record: their own, or any as a manager."""
    if may(role, Permission.AMEND_ANY):
        return True
    own = member_id == recorded_by or member_id in member_ids
    return own and may(role, Permission.AMEND_OWN)


def may_see_clear(role: str, *, in_charge: bool, visited_lately: bool) -> bool:
    """Tell whether a household may be opened in clear without giving a reason first."""
    if may(role, Permission.SEE_ANY_CLEAR):
        return True
    return may(role, Permission.SEE_CLEAR) and (in_charge or visited_lately)


def must_have_code(role: str) -> bool:
    """Tell whether a role signs in with codes of a phone besides the password."""
    return may(role, Permission.ACCOUNTS)


def needs(permission: Permission) -> Callable[[View], View]:
    """Name the permission of a view; the door refuses whoever lacks it."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: Callable[..., Any] | None) -> Permission | None:
    """Return the permission a view names, or None."""
    return getattr(view, "permission", None)
