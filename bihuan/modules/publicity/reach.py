"""The kinds of place publicity is to enter, and reading them from what somebody writes."""

from typing import Final

#: 进企业、进学校、进机关、进社区、进农村、进家庭、进公共场所.
REACH: Final = ("企业", "学校", "机关", "社区", "农村", "家庭", "公共场所")


def read(written: str) -> tuple[list[str], list[str]]:
    """Return the kinds of place that are named, in their order, and the words that are none.

    >>> read("农村，企业、商场")
    (['企业', '农村'], ['商场'])
    """
    words = written
    for sign in "，,；; \n":
        words = words.replace(sign, "、")
    said = {word.strip().removeprefix("进") for word in words.split("、") if word.strip()}
    return [one for one in REACH if one in said], sorted(said - set(REACH))
