"""Addresses are sorted out by their words, and each still leads to what it names."""

import re

from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, resolve, reverse

from bihuan.surfaces.addresses import FEW, Address, by_words
from bihuan.surfaces.api.table import CALLS
from bihuan.surfaces.portal.urls import ROUTES as PORTAL
from bihuan.surfaces.workbench.urls import ROUTES as WORKBENCH

#: Something that fits each kind of place in an address, and is no fixed word of any.
FITS = {"str": "zz", "int": 1, "id": 1, "path": "zz/zz", "slug": "zz"}
ROUTES = (*PORTAL, *WORKBENCH)


def test_an_address_leads_to_the_page_it_names() -> None:
    for route in ROUTES:
        given = {word: FITS[kind] for kind, word in re.findall(r"<(\w+):(\w+)>", route.pattern)}
        assert resolve(reverse(route.name, kwargs=given)).url_name == route.name


def test_a_call_is_found_under_its_pattern() -> None:
    for call in CALLS:
        given = {word: FITS[kind] for kind, word in re.findall(r"<(\w+):(\w+)>", call.pattern)}
        address = call.pattern
        for word, value in given.items():
            address = re.sub(rf"<\w+:{word}>", str(value), address)
        assert resolve(f"/api/v1/{address}").route == f"api/v1/{call.pattern}"


def test_a_fixed_word_stands_before_one_that_takes_any() -> None:
    def seen(*_: object, **__: object) -> HttpResponse:
        return HttpResponse()

    many = [Address(f"word{n}", seen, f"word{n}") for n in range(FEW)]
    sorted_out = by_words(
        [Address("<str:any>/list", seen, "any"), Address("fix/list", seen, "fix"), *many]
    )
    first = next(one for one in sorted_out if one.resolve("fix/list"))
    assert isinstance(first, URLResolver)
    assert first.resolve("fix/list").url_name == "fix"


def test_few_patterns_are_compared_with_a_request() -> None:
    def compared(patterns: list[object], depth: int = 0) -> int:
        inner = [compared(p.url_patterns) for p in patterns if isinstance(p, URLResolver)]
        return len(patterns) + max(inner, default=0)

    assert len(ROUTES) + len(CALLS) > 5 * compared(get_resolver().url_patterns)
