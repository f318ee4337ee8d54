"""Every house rule finds a planted breach, and lets the like that is right pass."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.architecture import rules
from tests.architecture.sources import Source

Rule = Callable[[Iterable[Source]], Iterator[str]]

BREACHES: list[tuple[Rule, str, str]] = [
    (rules.long_files, "bihuan/a.py", "x = 1\n" * 401),
    (rules.long_functions, "bihuan/a.py", "def f():\n" + "    x = 1\n" * 40),
    (
        rules.long_functions,
        "bihuan/a.py",
        "class A:\n    async def f(self):\n" + "        x\n" * 40,
    ),
    (rules.homeless_names, "bihuan/lib/utils.py", ""),
    (rules.homeless_names, "bihuan/common/dates.py", ""),
    (rules.clock_reads, "bihuan/lib/a.py", "import datetime\nx = datetime.datetime.now()"),
    (rules.clock_reads, "bihuan/lib/a.py", "import datetime as dt\nx = dt.date.today()"),
    (rules.clock_reads, "bihuan/lib/a.py", "x = date.today()"),
    (rules.clock_reads, "bihuan/lib/a.py", "class A(M):\n    at = F(default=timezone.now)"),
    (rules.clock_reads, "bihuan/lib/a.py", "class A(M):\n    at = F(auto_now_add=True)"),
    (rules.clock_reads, "bihuan/lib/a.py", "q.update(at=Now())"),
    (rules.clock_reads, "bihuan/lib/a.py", "import time\nx = time.time()"),
    (rules.clock_reads, "bihuan/lib/a.py", "sql = 'SET at = CURRENT_TIMESTAMP'"),
    (rules.signals, "bihuan/a.py", "from django.db.models.signals import post_save"),
    (rules.signals, "bihuan/a.py", "from django.db.models import signals"),
    (rules.signals, "bihuan/a.py", "from django.dispatch import receiver"),
    (rules.signals, "bihuan/a.py", "import django.core.signals"),
    (rules.save_overrides, "bihuan/a.py", "class A(M):\n    def save(self): ..."),
    (rules.guard_switches, "bihuan/a.py", "def close(matter, *, force=False): ..."),
    (rules.guard_switches, "bihuan/a.py", "def close(skip_checks): ..."),
    (rules.trace_writes, "bihuan/a.py", "Entry.objects.create(matter=m)"),
    (rules.trace_writes, "bihuan/a.py", "Evidence.objects.filter(pk=1).update(name='x')"),
    (rules.trace_writes, "bihuan/a.py", "Seal(day=day).save()"),
    (rules.place_names, "bihuan/a.py", "x = '青岛市'"),
    (rules.days_in_templates, "a.html", "<p>请在 5 个工作日内回复</p>"),
    (rules.days_in_templates, "a.html", "<p>剩 3 天</p>"),
    (rules.bare_inputs, "a.html", '<input name="q">'),
    (rules.bare_inputs, "a.html", '<input type="date" name="day">'),
    (rules.inline_code, "a.html", '<p style="color: red">'),
    (rules.inline_code, "a.html", "<script>go()</script>"),
    (rules.inline_code, "a.html", '<a onclick="go()">'),
    (rules.inline_code, "a.html", "<button hx-on:click='go()'>"),
    (rules.machine_paths, "a.md", "cd /home/somebody/project"),
    (rules.machine_paths, "a.md", f"cd {rules.ROOT}"),
    (rules.machine_paths, "requirements.lock", "--index-url https://mirror.example/simple"),
    (rules.machine_paths, "a.lock", "https://registry.npmjs.org/x.tgz"),
    (rules.foreign_files, "frontend/vendor/htmx.js", "x"),
    (rules.foreign_files, "frontend/htmx.min.js", "x"),
    (rules.foreign_files, "frontend/font.woff2", "x"),
    (rules.foreign_files, "frontend/src/app.js", "x" * 2_001),
    (rules.foreign_files, "data.json", "x" * 600_001),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (rules.long_files, "bihuan/a.py", "x = 1\n" * 400),
    (rules.long_functions, "bihuan/a.py", "def f():\n" + "    x = 1\n" * 39),
    (rules.homeless_names, "bihuan/lib/workdays.py", ""),
    (rules.clock_reads, "bihuan/lib/a.py", "def due(at): return at + period.now_due"),
    (rules.clock_reads, "bihuan/lib/a.py", "import time\nx = time.monotonic()"),
    (rules.signals, "bihuan/a.py", "from bihuan.modules.monitoring import signals"),
    (rules.save_overrides, "bihuan/a.py", "def save(rows): ..."),
    (rules.guard_switches, "bihuan/a.py", "def close(matter, *, reason): ..."),
    (rules.trace_writes, "bihuan/a.py", "rows = Entry.objects.filter(matter=m).order_by('at')"),
    (rules.trace_writes, "bihuan/a.py", "Obligation.objects.update(stage=1)"),
    (rules.place_names, "bihuan/a.py", "x = place.name"),
    (rules.days_in_templates, "a.html", "<p>剩 {{ days }} 天，共 3 项</p>"),
    (rules.days_in_templates, "a.html", "<button>+30 天</button>"),
    (rules.bare_inputs, "a.html", '<input type="text" name="day" data-day>'),
    (rules.inline_code, "a.html", '<script type="module" src="/app.js"></script>'),
    (rules.inline_code, "a.html", '<script id="x" type="application/json">{}</script>'),
    (rules.machine_paths, "a.md", "see /usr/bin/chromium and http://127.0.0.1:8000/root"),
    (rules.foreign_files, "frontend/src/app.js", "x = 1;\n" * 2_001),
]


def _name(value: object) -> str:
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES, ids=_name)
def test_a_planted_breach_is_found_and_its_file_named(rule: Rule, path: str, text: str) -> None:
    found = list(rule([Source(path, text.encode())]))
    assert len(found) == 1
    assert found[0].startswith(path)


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=_name)
def test_what_is_right_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule([Source(path, text.encode())])) == []


def test_the_lines_of_all_files_are_added_up() -> None:
    assert (
        rules.total_code([Source("a.py", b'"""Prose."""\n# why\n\nx\ny\n'), Source("b.py", b"z")])
        == 3
    )


def test_a_file_that_is_no_text_has_no_lines() -> None:
    assert list(Source("a.png", b"\x89PNG\0").lines()) == []
