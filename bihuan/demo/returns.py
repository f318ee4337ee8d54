"""What the demonstration counted, reported and exchanged: returns, a call, packages, deliveries."""

import json
from datetime import date, timedelta
from typing import Any

from bihuan.demo.acting import at_hour, take
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.exchange import deliveries
from bihuan.modules.exchange.flows import PackageFlow
from bihuan.modules.statistics.flows import CollectionFlow, ReturnFlow

REGISTER = "business-register"


def report(day: date) -> None:
    """Let every office count last month; the first one calls for returns and exchanges data."""
    staff = Staff(day)
    month = (day.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        clerk, head = staff.titled(office, "综合岗"), staff.titled(office, "主任")
        fields = {"form": "S7", "period": month}
        made = open_by_hand(ReturnFlow, fields, clause=None, by=clerk, at=at_hour(day, 9))
        made = take(made, "draw", clerk, at_hour(day, 9))
        made = take(made, "sign", head, at_hour(day, 10))
        take(made, "submit", clerk, at_hour(day, 11))
        if office.place.code == "441521":
            _call(office, clerk, day, month)
            _send(clerk, head, day)
            _receive(office, clerk, day)


def _call(office: Unit, clerk: Viewer, day: date, month: str) -> None:
    towns = Unit.objects.filter(
        kind="town_government", place_path__startswith=office.place_path, until=None
    )
    clause = grounds(CollectionFlow, clerk).exclude(document__key__startswith="CN/").first()
    if towns.exists() and clause is not None:
        fields = {
            "form": "T4", "period": month, "subjects": "towns", "due_on": day + timedelta(days=5),
            "says": "逐条核对后报送。",
        }  # fmt: skip
        open_by_hand(CollectionFlow, fields, clause=clause, by=clerk, at=at_hour(day, 9))


def _send(clerk: Viewer, head: Viewer, day: date) -> None:
    fields = {"format": "major-hazards", "since": date(2024, 3, 1), "until": day}
    made = open_by_hand(PackageFlow, fields, clause=None, by=clerk, at=at_hour(day, 14))
    made = take(made, "make", clerk, at_hour(day, 14))
    made = take(made, "approve", head, at_hour(day, 15))
    take(made, "send", clerk, at_hour(day, 16), sent_by="政务专网，市数据库接收目录",
          receipt_by=day + timedelta(days=3))  # fmt: skip


def _receive(office: Unit, clerk: Viewer, day: date) -> None:
    """Take a file of the register: one value differs, one row has a code nobody bears."""
    firms = Unit.objects.filter(
        kind="enterprise", place_path__startswith=office.place_path, until=None
    )
    rows: list[dict[str, Any]] = [
        {"id": f"登记-{n}", "统一社会信用代码": firm.credit_code,
         "从业人数": (firm.headcount or 0) + 7 * n}
        for n, firm in enumerate(firms.order_by("pk")[:2])
    ]  # fmt: skip
    rows.append({"id": "登记-9", "企业名称": "没有代码的企业（虚构）"})
    content = json.dumps(rows, ensure_ascii=False).encode()
    deliveries.receive(REGISTER, "登记信息.json", content, by=clerk, at=at_hour(day, 17))
