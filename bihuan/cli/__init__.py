"""The ``bihuan`` command. Subcommands load only when called, so that each starts fast."""

from importlib import import_module
from typing import Final

import click

#: Name of a subcommand to the module that holds it (as ``command`` unless named), and its help.
_COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "backup": ("bihuan.cli.operate:backup", "备份数据库、佐证和密钥"),
    "createadmin": ("bihuan.cli.operate:createadmin", "建立系统管理员账号"),
    "demo": ("bihuan.cli.demo", "建立并打开演示系统"),
    "doctor": ("bihuan.cli.operate:doctor", "检查安装是否正常"),
    "import": ("bihuan.cli.imports", "从电子表格导入单位、人员、任务"),
    "jobs": ("bihuan.cli.serve:jobs", "只做定时任务"),
    "materialise": ("bihuan.cli.rounds:materialise", "生成各档期应做的责任事项"),
    "packs": ("bihuan.cli.packs", "校验政策包"),
    "policy": ("bihuan.cli.policy", "编译政策文件，查看条款落实情况"),
    "replay-draw": ("bihuan.cli.draws", "重做一遍双随机抽取，核对公开的结果"),
    "restore": ("bihuan.cli.operate:restore", "从备份恢复"),
    "run": ("bihuan.cli.serve:run", "一个进程里提供网页和定时任务"),
    "seal": ("bihuan.cli.seal", "取出封存凭证，另行保管"),
    "setup": ("bihuan.cli.demo:setup", "建表、导入区划和政策包"),
    "serve": ("bihuan.cli.serve:serve", "只提供网页"),
    "sweep": ("bihuan.cli.rounds:sweep", "巡查一次，找出该做没有做的"),
    "verify": ("bihuan.cli.verify", "核对痕迹、封存和佐证有没有被改动"),
}


class _LazyGroup(click.Group):
    """A group that imports the module of a subcommand when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry[0].partition(":")
        command = getattr(import_module(module), name or "command")
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry[0]}.command is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="例：bihuan demo",
)
@click.version_option(package_name="bihuan", message="%(version)s")
def main() -> None:
    """闭环：把安全生产文件变成有人负责、有期限、有佐证的任务。"""
