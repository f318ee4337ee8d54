"""Invented people: names and telephone numbers that belong to nobody.

The same seed gives the same people on every machine. Telephone numbers begin with 1000, a range
no operator assigns: they look like a number on the screen and can never ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# Surnames about as frequent as in life, so that lists read like lists of a real county.
_SURNAMES: tuple[str, ...] = (
    *("王李张刘陈" * 4),
    *("杨黄赵吴周徐孙马朱胡" * 2),
    *"郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪范",
    "欧阳",
    "司徒",
)
_FIRST = "建国志文明晓海永春玉秀立德宏伟世家俊思雨子嘉佳泽振兴长福树丽淑桂红新庆学广卫光少"
_SECOND = "军平华强峰波涛杰斌辉鹏飞宇轩林东良生才胜利民安宁康梅兰芳英霞燕娟敏静慧琳颖洁萍怡欣"
_SINGLE_IN = 6
_PHONES = 10_000_000


def names(seed: int | str) -> Iterator[str]:
    """Yield invented names of two to four characters without end and without repetition."""
    source = Random(f"people/{seed}")  # noqa: S311 - invented, not secret
    taken: set[str] = set()
    while True:
        name = _name(source)
        if name not in taken:
            taken.add(name)
            yield name


def people(n: int, seed: int | str) -> list[str]:
    """Return `n` different invented names; a longer list begins with the shorter one."""
    source = names(seed)
    return [next(source) for _ in range(n)]


def phone(number: int) -> str:
    """Return the invented telephone number `number`, from 0: eleven digits beginning with 1000.

    Raises ValueError outside 0 to 9,999,999.
    """
    if not 0 <= number < _PHONES:
        raise ValueError(f"虚构号码的序号应在0至{_PHONES - 1}之间，现为{number}。")
    return f"1000{number:07}"


def _name(source: Random) -> str:
    surname, second = source.choice(_SURNAMES), source.choice(_SECOND)
    if source.randrange(_SINGLE_IN) == 0:
        return surname + second
    return surname + source.choice(_FIRST) + second
