"""A request is compared with the addresses that begin as it does, not with all there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

#: So few are compared one after the other as fast as sorted out by their next word.
FEW = 8


@dataclass(frozen=True)
class Address:
    """What is left of an address after the words it was found by, what answers, and its name."""

    pattern: str
    view: Callable[..., Any]
    name: str


def by_words(addresses: Iterable[Address]) -> list[URLPattern | URLResolver]:
    """Return Django's patterns of addresses, those with the same first word under one of them.

    Among addresses a request fits, one with a fixed word stands before one that takes any; else
    the order is kept.
    """
    every = list(addresses)
    if len(every) <= FEW:
        return list(map(_plain, every))
    return [*_sorted_out(every), *map(_plain, (one for one in every if not _first_word(one)))]


def _sorted_out(addresses: list[Address]) -> Iterator[URLPattern | URLResolver]:
    groups: dict[str, list[Address]] = defaultdict(list)
    for one in addresses:
        if word := _first_word(one):
            rest = Address(one.pattern.removeprefix(word), one.view, one.name)
            groups[word].append(rest)
    for word, rests in groups.items():
        yield path(word, include(by_words(rests)))


def _plain(one: Address) -> URLPattern:
    return path(one.pattern, one.view, name=one.name)


def _first_word(one: Address) -> str:
    """Return the first word with its stroke; nothing where it is not fixed or is the last."""
    word, stroke, _ = one.pattern.partition("/")
    return word + stroke if stroke and "<" not in word else ""
