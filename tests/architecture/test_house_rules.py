"""The repository keeps its house rules."""

from collections.abc import Iterable, Iterator

import pytest

from docs.generate import KERNEL_BUDGET
from tests.architecture import rules
from tests.architecture.sources import Source, python, repository

BELOW_SURFACES = (
    "bihuan/lib/",
    "bihuan/compiler/",
    "bihuan/kernel/",
    "bihuan/modules/",
    "bihuan/wiring.py",
    "bihuan/wires/",
)
PRODUCT = ("bihuan/", "config/")
PAGE_SUFFIXES = (".html", ".typ", ".js", ".mjs", ".css")


def assert_none(breaches: Iterable[str]) -> None:
    found = list(breaches)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_no_file_is_longer_than_can_be_held_in_the_head() -> None:
    assert_none(rules.long_files(python()))


def test_no_function_does_more_than_fits_on_a_page() -> None:
    assert_none(rules.long_functions(python()))


def test_the_kernel_stays_within_its_budget() -> None:
    assert 0 < rules.total_code(python("bihuan/kernel/")) <= KERNEL_BUDGET


def test_every_module_is_named_after_a_noun_of_the_domain() -> None:
    assert_none(rules.homeless_names(python()))


def test_nothing_below_the_surfaces_reads_the_clock() -> None:
    assert_none(rules.clock_reads(python(*BELOW_SURFACES)))


def test_no_effect_hides_behind_a_signal() -> None:
    assert_none(rules.signals(python(*PRODUCT)))


def test_no_change_of_state_hides_in_save() -> None:
    assert_none(rules.save_overrides(python(*PRODUCT)))


def test_no_parameter_switches_a_guard_off() -> None:
    assert_none(rules.guard_switches(python(*PRODUCT)))


def test_only_the_trace_writes_the_trace() -> None:
    outside = [s for s in python(*PRODUCT) if not s.path.startswith("bihuan/kernel/trace/")]
    assert_none(rules.trace_writes(outside))


def test_no_place_is_named_in_code_or_page() -> None:
    assert_none(rules.place_names(_speaking_for_all_places()))


def _speaking_for_all_places() -> Iterator[Source]:
    for source in repository():
        of_product = source.path.startswith(PRODUCT) and "demo" not in source.path
        if of_product and source.suffix in (".py", *PAGE_SUFFIXES):
            yield source


def test_no_page_types_in_a_period() -> None:
    pages = (
        s for s in repository() if s.suffix in (".html", ".typ") and s.path.startswith(PRODUCT)
    )
    assert_none(rules.days_in_templates(pages))


def test_every_field_of_a_page_says_its_type() -> None:
    assert_none(rules.bare_inputs(s for s in repository() if s.suffix == ".html"))


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert_none(rules.machine_paths(repository()))


def test_only_our_own_files_are_committed() -> None:
    assert_none(rules.foreign_files(repository()))
