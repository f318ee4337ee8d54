"""Frequencies without a number: 定期, 及时, 经常, 适时, 常态化.

Somebody has to set them; where the same phrase names a period after all (每年定期), nothing
is left open.
"""

from collections.abc import Sequence
from typing import Final

from bihuan.compiler.facts.cycles import Cycle
from bihuan.compiler.facts.folding import Folded
from bihuan.compiler.facts.model import Unset
from bihuan.compiler.pattern import Pattern

#: Every word begins with a letter, what may not stand before it follows: found far faster so.
_VAGUE: Final[Pattern] = Pattern(
    r"不定期(?<![法不]不定期)(?!限|存款)|定期(?<![法不]定期)(?!限|存款)|及时(?<!不及时)|经常(?:性|化)?(?!费)|适时|常态化(?!机制)|常态(?:长效)?开展|不定时|随时|持续(?=开展|组织|推进|深化|跟踪|加强)"
)


def read_unset(folded: Folded, cycles: Sequence[Cycle]) -> list[Unset]:
    """Return the words that leave a frequency open, in the order of the text."""
    settled = {folded.segment(cycle.start) for cycle in cycles}
    found = []
    for match in _VAGUE.finditer(folded.masked):
        if match.group().endswith("定期") and folded.segment(match.start()) in settled:
            continue
        text, start, end = folded.locate(*match.span())
        found.append(Unset(text=text, start=start, end=end))
    return found
