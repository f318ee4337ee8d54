"""``bihuan verify``: prove that no entry, seal, letter or piece of evidence was altered."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from bihuan.cli.django import open_installation
from bihuan.cli.progress import share


@click.command("verify", epilog="例：bihuan verify --seal 封存凭证-2025-03-10.json")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，不输出别的内容")
@click.option(
    "--seal",
    "kept",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="另行保管的封存凭证（可多次给出），一并核对",
)
def command(*, as_json: bool, kept: tuple[Path, ...]) -> None:
    """核对全部痕迹、封存、文书和佐证。没有改动时返回 0，有改动时返回 1。"""
    exported = [_read(path) for path in kept]
    open_installation()
    from bihuan.kernel.trace.verify import verify

    report = verify(None if as_json else share("核对痕迹"), exported=exported)
    if as_json:
        click.echo(json.dumps({"ok": report.ok, **asdict(report)}, ensure_ascii=False, indent=1))
    else:
        for finding in report.findings:
            click.echo(finding.says)
        click.echo(
            f"痕迹{report.entries}条，封存{report.seals}次，佐证{report.evidence}件："
            + ("没有发现改动" if report.ok else f"发现{len(report.findings)}处改动")
        )
    raise SystemExit(0 if report.ok else 1)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or "day" not in found:
        raise click.ClickException(f"“{path}”不是封存凭证：应为从系统导出的 JSON 文件。")
    return {str(name): str(value) for name, value in found.items()}
