"""What the cells of a table of people mean: numbers to call, roles, offices of leadership."""

import re
from typing import Any, Final

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Post
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell

_MOBILE: Final = re.compile(r"1\d{10}")
_ROLES: Final = {facts["title"]: key for key, facts in roles.ROLES.items()}
#: Offices of leadership by the words people choose from.
LEADS: Final = {str(title): value for value, title in Post.Lead.choices if value}


def phone(cell: Any) -> str | None:
    """Return a mobile number, typed with or without blanks, hyphens and the code of the country."""
    words = cells.code(cell)
    if words is None:
        return None
    plain = re.sub(r"^(?:\+?86)(?=1\d{10}$)", "", re.sub(r"[-—()（）]", "", words))
    if not _MOBILE.fullmatch(plain):
        raise BadCell(f"手机应为以 1 开头的 11 位数字，您填的是“{words}”")
    return plain


def role_of(cell: Any) -> str | None:
    """Return the key of a role."""
    words = cells.text(cell)
    if words is None:
        return None
    if words not in _ROLES:
        raise BadCell(f"没有“{words}”这一角色；请从模板的“选项”里选，如企业安全管理人员")
    return _ROLES[words]


def lead_of(cell: Any) -> str | None:
    """Return the kind of leadership of a post."""
    words = cells.text(cell)
    if words is None or words == "不是领导岗位":
        return None
    if words not in LEADS:
        raise BadCell(f"没有“{words}”这种领导岗位；请从模板的“选项”里选，不是领导岗位的不填")
    return LEADS[words]
