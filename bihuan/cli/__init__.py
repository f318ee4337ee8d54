"""The ``bihuan`` command. Subcommands load only when called, so that each starts fast."""

from importlib import import_module
from typing import Final

import click

#: Name of a subcommand to the module that holds it as ``command``, and its short help.
_COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "policy": ("bihuan.cli.policy", "编译政策文件，查看条款落实情况"),
}


class _LazyGroup(click.Group):
    """A group that imports the module of a subcommand when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = import_module(entry[0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry[0]}.command is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bihuan", message="%(version)s")
def main() -> None:
    """闭环：把安全生产文件变成有人负责、有期限、有佐证的任务。"""
