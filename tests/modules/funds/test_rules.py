"""What is owed is reckoned band by band and month by month; what is not known is never nothing."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.kernel.law.packs import read_pack
from bihuan.lib import packfolders
from bihuan.lib.money import shown
from bihuan.modules.funds import rules, tables
from bihuan.modules.planning import demands
from bihuan.modules.projects import programmes

TRADES = tables.table(date(2025, 1, 1)).trades


def test_revenue_owes_in_falling_bands_each_step_shown() -> None:
    parts = rules.reckon(TRADES["hazmat"], Decimal(150_000_000))
    assert parts is not None
    assert [part.amount for part in parts] == [450_000, 2_025_000, 275_000]
    assert parts[1].says == "超过 1,000 万元的部分 90,000,000 元 × 2.25% = 2,025,000 元"
    assert rules.total(parts) == 2_750_000
    assert sum(rules.twelfth(Decimal(100), n) for n in range(1, 13)) == 100


def test_output_owes_by_the_ton_and_works_by_their_price() -> None:
    assert rules.total(rules.reckon(TRADES["nonmetal_under"], Decimal(5000))) == 40_000
    assert rules.total(rules.reckon(TRADES["build_house"], Decimal(1_000_000))) == 30_000


def test_no_base_and_no_rate_are_unset_and_a_base_of_nothing_is_nothing() -> None:
    assert rules.reckon(TRADES["hazmat"], None) is None
    assert rules.reckon(TRADES["unlisted"], Decimal(10)) is None
    assert rules.total(rules.reckon(TRADES["hazmat"], Decimal(0))) == 0


def test_a_month_that_begins_with_three_years_dues_in_hand_owes_nothing() -> None:
    owed = {n: Decimal(10) for n in range(1, 13)}
    found = rules.months(owed, {}, {1: Decimal(5)}, carried=Decimal(30), limit=Decimal(30))
    assert (found[0].paused, found[0].owed) == (True, 0)
    assert (found[1].paused, found[1].short) == (False, 10)
    assert not rules.months(owed, {}, {}, carried=Decimal(99), limit=None)[0].paused


def test_every_line_of_the_table_says_how_sure_it_is() -> None:
    lines = [*TRADES.values(), *tables.editions()[0].categories.values()]
    assert {one.confidence for one in lines} <= set(rules.SURE)
    assert tables.table(date(2000, 1, 1)) is tables.editions()[-1]


QUOTED = [
    *((one.document, one.clause, words) for one in tables.asked()
      for words in (one.says, one.limits) if words),
    *((one.document, one.clause, one.says) for one in demands.demands()),
    *((one.document, one.clause, one.says) for one in programmes.programmes().values()),
    *((one.document, one.clause, one.says) for one in programmes.targets()),
]  # fmt: skip


def test_every_quotation_stands_in_its_document_and_every_share_is_a_number_of_it() -> None:
    for document in {document for document, _, _ in QUOTED}:
        text = (packfolders.ROOT / f"{document}.txt").read_text("utf-8")
        quoted = [words for of, _, words in QUOTED if of == document]
        assert [words for words in quoted if words not in text] == []
        pack = read_pack(packfolders.ROOT / f"{document}.yaml").pack
        known = {number.id for number in pack.numbers}
        assert {one.share for one in tables.asked() if one.document == document and one.share} <= (
            known
        )


@pytest.mark.parametrize("amount", ["0", "1234.50"])
def test_sums_are_written_with_thousands_apart(amount: str) -> None:
    assert shown(Decimal(amount)) == {"0": "0", "1234.50": "1,234.5"}[amount]
