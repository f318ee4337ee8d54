"""Every statistical form over 100,000 enterprises: the slowest of them, against a second.

The floor is reading the rows of the largest source once by hand.
"""

import os
import tempfile
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from benchmarks import _measure as measure

FIRMS, TOWNS = int(os.environ.get("BIHUAN_BENCH_FIRMS", "100000")), 40
MOST, CHUNK, TIMES = 1_000, 10_000, 3
TRADES = ("2614", "0610", "3110", "5211", "5430", "4710", "")
MODES = ("findings", "zero", "proxy", "")
PERIODS = {"month": "2025-02", "quarter": "2025Q1", "half": "2025-H1", "year": "2025"}


def main() -> bool:
    """Measure and return whether each form keeps its second."""
    with tempfile.TemporaryDirectory(prefix="bihuan-forms-") as folder:
        os.environ |= {"BIHUAN_DATA": folder, "BIHUAN_DATABASE": ""}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        viewer = _fill()
        return _measured(viewer)


def _measured(viewer: Any) -> bool:
    from django.db import connection

    from bihuan.lib import periods
    from bihuan.lib.clocks import SHANGHAI
    from bihuan.modules.statistics.figures import Asked, span_of, table
    from bihuan.modules.statistics.forms import forms

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT place_path, count(*) FROM obligations_obligation GROUP BY 1")
            cursor.fetchall()

    known, kept = datetime(2025, 6, 20, 9, tzinfo=SHANGHAI), True
    for form in forms().values():
        span = span_of(periods.parse(PERIODS[form.periods[0]]), known)
        asked = Asked(form, form.by[0], span, viewer)
        figure, floor = measure.medians_ms(lambda a=asked: table(a), by_hand, TIMES)
        name = f"{form.key} {form.title} at {FIRMS:,} enterprises (floor {floor:.0f} ms)"
        kept &= measure.report(name, figure, floor, 0, unit="ms", most=MOST)
    return kept


def _fill() -> Any:
    from bihuan.surfaces.database import bring_up_to_date
    from tests.kernel import factories

    bring_up_to_date()
    place = factories.county("441521", "海丰县")
    office = factories.committee_office(place)
    bureau = factories.department(place, "应急管理局", "emergency_department")
    towns = [factories.town(place, f"{n}镇").place for n in range(TOWNS)]
    _firms(towns, bureau)
    _reports()
    _hazards()
    clerk = factories.person_in(factories.post(office, "office_clerk"))
    return factories.viewer_of(clerk, on=date(2025, 6, 20))


def _written(model: Any, rows: Any) -> None:
    manager = getattr(model, "unscoped", model.objects)
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            manager.bulk_create(chunk)
            chunk = []
    manager.bulk_create(chunk)


def _firms(towns: list[Any], bureau: Any) -> None:
    from bihuan.kernel.orgs.models import Unit, UnitTag

    _written(Unit, (
        Unit(name=f"第{n}厂", kind="enterprise", place=towns[n % TOWNS], supervisor=bureau,
             place_path=towns[n % TOWNS].path, industry=TRADES[n % len(TRADES)], headcount=n % 300)
        for n in range(FIRMS)
    ))  # fmt: skip
    tags = ("危险化学品", "规模以上", "人员密集场所")
    keys = Unit.objects.filter(kind="enterprise").order_by("pk").values_list("pk", flat=True)
    _written(UnitTag, (UnitTag(unit_id=pk, tag=tags[n % 3]) for n, pk in enumerate(keys) if n % 2))


def _reports() -> None:
    from pathlib import Path

    from bihuan.kernel.law.load import load_pack
    from bihuan.kernel.law.models import Rule
    from bihuan.kernel.law.packs import read_pack
    from bihuan.kernel.obligations.models import Base, Obligation
    from bihuan.kernel.orgs.models import Unit
    from bihuan.lib.clocks import SHANGHAI

    root = Path(__file__).parents[1] / "packs" / "CN"
    for name in ("suggested", "hazard-2007"):
        load_pack(read_pack(root / f"{name}.yaml"), on=date(2024, 1, 1))
    for period, record in (("2025-02", "check"), ("2025Q1", "report")):
        rule = Rule.objects.get(key="CN/hazard-2007#report.quarter")
        made = datetime(2025, 1, 1, tzinfo=SHANGHAI)
        base = Base.objects.create(
            rule=rule, period=period, per=rule.per, starts=made.date(), made_at=made,
            ends=made.date(), cut_off=made.date(),
        )  # fmt: skip
        Rule.objects.filter(pk=rule.pk).update(record=record)
        done = made + timedelta(days=40)
        firms = Unit.objects.filter(kind="enterprise").values_list("pk", "place_path")
        _written(Obligation, (
            Obligation(kind="periodic", title="排查", rule=rule, base=base, holder_id=pk,
                       subject_id=pk, place_path=path, period=period, opened_at=made,
                       current_due=done, done_at=done if MODES[n % 4] else None,
                       outcome="on_time" if MODES[n % 4] else "", mode=MODES[n % 4])
            for n, (pk, path) in enumerate(firms.iterator())
        ))  # fmt: skip


def _hazards() -> None:
    from bihuan.kernel.orgs.models import Person, Place, Unit
    from bihuan.kernel.trace.models import Matter
    from bihuan.lib.clocks import SHANGHAI
    from bihuan.modules.hazards.models import Hazard

    begins, person = datetime(2025, 1, 1, 9, tzinfo=SHANGHAI), Person.objects.create(name="甲")
    places = dict(Place.objects.values_list("path", "pk"))
    firms = list(Unit.objects.filter(kind="enterprise").values_list("pk", "place_path"))
    numbers = count(1)
    _written(Matter, (
        Matter(number=f"YH-{next(numbers)}", flow="hazards.hazard", title="隐患", unit_id=pk,
               place_id=places[path], place_path=path, state="closed" if n % 3 else "rectifying",
               opened_at=begins + timedelta(hours=n % 3000),
               closed_at=begins + timedelta(hours=n % 3000 + 90) if n % 3 else None)
        for n, (pk, path) in enumerate(firms)
    ))  # fmt: skip
    matters = Matter.unscoped.order_by("pk").values_list("pk", "unit_id", "opened_at")
    _written(Hazard, (
        Hazard(matter_id=pk, unit_id=unit, finder_id=unit, found_by=person, spot="车间",
               says="缺陷", found_on=at.date(), channel="self", category=("11", "21", "42")[n % 3],
               grade="major" if n % 20 == 0 else "ordinary")
        for n, (pk, unit, at) in enumerate(matters.iterator())
    ))  # fmt: skip
