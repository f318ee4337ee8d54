"""Where the body of a document stops: signatures, attachment lists, the web page around it."""

from typing import Final, NamedTuple

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import Span

_DATE: Final[str] = (
    r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{3,4}日"
    r"|[零一二三四五六七八九○]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
_SIGNER: Final[str] = (
    r"(?:[^\W\da-zA-Z_]|[()、 ]){2,40}"
    r"(?:政府|[局厅委部院会组处办队站所校厂矿社]|办公室|公司|中心)(?:[ ]*[(](?:印|盖?章|公章)[)])?"
)
#: A name alone on the last line; a list of units there is no signature.
_LAST_SIGNER: Final[str] = (
    r"(?:[^\W\da-zA-Z_]|[() ]){2,30}(?:政府|委员会|办公室|[局厅委部院]|指挥部|公司|中心)"
)
_END_LINES: Final[tuple[str, ...]] = (
    rf"(?:{_SIGNER}[ ]*\n(?:[ ]*\n)*[ ]*){{1,8}}{_DATE}[ ]*$",
    rf"{_LAST_SIGNER}\s*\Z",
    rf"{_DATE}(?:印发)?[ ]*$",
    rf"{_SIGNER}[ ]+{_DATE}(?:印发)?[ ]*$",
    r"[(]此件[^\n]{0,30}$",
    r"特此(?:通知|公告|报告|函告|函复|批复)[。!]?[ ]*$",
    r"(?:抄送|主题词|抄报|分送)[:：][^\n]*$",
    r"附[ ]*[件表录][ ]*\d{0,2}[ ]*$",
    r"附[ ]*[件表图][ ]*\d{0,2}[ ]*[:][^\n]*$",
    r"附[:][^\n]*$",
    r"联[ ]?系[ ]?人[:][^\n]{0,80}$",
    r"[—-][ ]*完[ ]*[—-][ ]*$",
)
_WEB_LINES: Final[str] = (
    r"(?:关联稿件|相关附件|相关文档|相关链接|相关阅读|相关解读|相关新闻"
    r"|扫一扫|扫描二维码|上一[篇条]|下一[篇条]|打印本页|【打印|打印 关闭"
    r"|关闭窗口|责任编辑|网站地图|网站声明|版权所有|分享到|设为首页|您访问的链接"
    r"|附件下载|返回顶部|主办单位:|承办单位:|备案序号"
    r"|[^\W\da-zA-Z_]*ICP备|[^\W\da-zA-Z_]{4,30} ?主办)[^\n]{0,80}$"
)
_END: Final[Pattern] = Pattern("(?m)^[ ]*(?:" + "|".join(_END_LINES) + ")")
_WEB: Final[Pattern] = Pattern(rf"(?m)^[ ]*{_WEB_LINES}")
_ATTACHED: Final[Pattern] = Pattern(
    r"(?m)^[ ]*(?P<name>附[ ]*[件表录][ ]*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?)[ ]*:?[ ]*$"
)
_LISTED: Final[Pattern] = Pattern(
    r"(?m)^[ ]*附[ ]*件[ ]*\d{0,2}[ ]*:[ ]*[^\n]+\n?"
    r"(?:[ ]*\n|[ ]*(?:附件[ ]*)?\d{1,2}[.、:][^\n]{0,60}(?:\n|$))*"
)


class Attachment(NamedTuple):
    """An attachment that starts at ``start``; ``name`` is printed on its first line."""

    name: str
    start: int


class Bounds(NamedTuple):
    """The marks that end running text.

    ``stops`` end the clause they stand in; ``lists`` hold numbers that are no headings;
    from ``tail`` on there is only the web page; ``attachments`` begin a new numbering.
    """

    stops: tuple[int, ...]
    lists: tuple[Span, ...]
    attachments: tuple[Attachment, ...]
    tail: int
    tables: tuple[Span, ...] = ()

    def stop_after(self, start: int) -> int:
        """Return the first stop behind ``start``, at most the tail."""
        return min((stop for stop in self.stops if stop > start), default=self.tail)

    def is_listed(self, at: int) -> bool:
        """Tell whether ``at`` lies in a list of attachments or behind the tail."""
        return at >= self.tail or any(
            start <= at < end for start, end in (*self.lists, *self.tables)
        )

    def cut(self, start: int, end: int) -> int:
        """Return where running text from ``start`` to ``end`` meets a task table."""
        return min((table[0] for table in self.tables if start < table[0] < end), default=end)


def find_bounds(plain_text: str, first_label: int, tables: tuple[Span, ...] = ()) -> Bounds:
    """Return the bounds of the text; only web marks behind ``first_label`` end it.

    ``tables`` are the task tables, which are read by themselves.
    """
    half = first_label + (len(plain_text) - first_label) // 2
    tail = next((match.start() for match in _WEB.finditer(plain_text, half)), len(plain_text))
    attachments = tuple(
        Attachment("".join(match["name"].split()), match.start())
        for match in _ATTACHED.finditer(plain_text)
        if match.start() < tail
    )
    stops = sorted(
        {match.start() for match in _END.finditer(plain_text)}
        | {attachment.start for attachment in attachments}
        | {tail}
    )
    lists = tuple(match.span() for match in _LISTED.finditer(plain_text))
    return Bounds(tuple(stop for stop in stops if stop <= tail), lists, attachments, tail, tables)
