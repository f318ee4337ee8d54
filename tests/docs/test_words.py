"""One concept, one word: every noun of the code stands once in the list of words."""

import re
from collections import Counter

import pytest
from django.apps import apps

from docs.generate import ROOT

WORDS = (ROOT / "CONTEXT.md").read_text("utf-8")
NOUNS = sorted(
    model.__name__ for model in apps.get_models() if model.__module__.startswith("bihuan.")
)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_of_the_code_is_explained_once(noun: str) -> None:
    assert len(re.findall(rf"`{noun}`", WORDS)) == 1


def test_no_two_nouns_of_the_code_share_a_name() -> None:
    assert [name for name, count in Counter(NOUNS).items() if count > 1] == []


def test_no_chinese_word_is_explained_twice() -> None:
    rows = re.findall(r"^\| ([^|]*[\u4e00-\u9fff][^|]*) \|", WORDS, re.MULTILINE)
    chinese = Counter(word for row in rows for word in re.split("[、；]", row.strip()))
    del chinese["中文"]  # the head of each table
    assert [word for word, count in chinese.items() if count > 1] == []
