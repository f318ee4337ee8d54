"""What the patterns of this package have in common: parts of a sentence, and numbers."""

from typing import Final

#: Any character that does not end a segment.
PLAIN: Final[str] = r"[^,。;:()!?\n\t]"
#: Any character of a word in a list; 、 and quotes part the items.
ITEM: Final[str] = r"[^,。;、:()“”\n\t]"

#: A small number in a folded text. ``NUMERAL`` also takes what folding has evened out, and its
#: many classes cost far more to compile.
COUNT: Final[str] = (
    r"(?:\d{1,6}(?:\.\d{1,3})?|[一二两三四五六七八九十][零一二两三四五六七八九十百千]{0,6})"
)
#: A number of any size in a folded text: 5,000, 3万, 二十五.
AMOUNT: Final[str] = (
    r"(?:\d{1,18}(?:,\d{3}){0,5}(?:\.\d{1,9})?[十百千万亿]{0,2}"
    r"|[零一二两三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]"
    r"[零一二两三四五六七八九十廿卅百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]{0,36})"
)
