"""A draw from 50,000 targets and the replay of its file: CPU seconds, against the digests alone.

The bar is two seconds, whatever the floor; the floor says how much of it is the digests alone.
"""

import time
from hashlib import sha256
from typing import Any

from bihuan.modules.inspections import rules

TARGETS, WANTED, OFFICERS = 50_000, 2_500, 60
SECONDS = 2.0


def pool() -> dict[str, Any]:
    """Return a pool of targets with weights of one to three, officers and some recusals."""
    return {
        "targets": [
            {"id": str(n), "name": f"第{n}机械制造有限公司", "weight": 1 + n % 3}
            for n in range(TARGETS)
        ],
        "officers": [{"id": str(n), "name": f"执法人员{n}"} for n in range(OFFICERS)],
        "recusals": [
            {"officer": str(n % OFFICERS), "target": str(n), "because": "亲属"}
            for n in range(0, TARGETS, 50)
        ],
        "wanted": WANTED,
    }  # fmt: skip


def main() -> bool:
    """Print seconds and floor; return whether the file is made, and made again, within the bar."""
    given = pool()
    began = time.process_time()
    for one in given["targets"]:
        for ticket in range(one["weight"]):
            sha256(b"%s#%d" % (one["id"].encode(), ticket)).digest()
    floor = time.process_time() - began
    began = time.process_time()
    drawn = rules.draw("seed", "word", given)
    taken = time.process_time() - began
    content = rules.written(rules.document("seed", "word", given, {}))
    began = time.process_time()
    same = rules.replay(content) == content
    again = time.process_time() - began
    print(f"{len(drawn)} of {TARGETS} targets drawn in {taken:.2f} s; replayed in {again:.2f} s")
    print(f"floor, the digests alone: {floor:.2f} s; bar {SECONDS:.1f} s each")
    return same and max(taken, again) <= SECONDS
