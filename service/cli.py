"""The `zuvor` command: which commands there are, and what becomes of their errors."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from features.errors import ZuvorError

# command: the module that has it as `command`; loaded when it is used.
COMMANDS = {
    "demo": "service.commands.demo",
    "import": "service.commands.importing",
    "train": "service.commands.train",
    "evaluate": "service.commands.evaluate",
    "recommend": "service.commands.recommend",
    "promise": "service.commands.promise",
    "apply": "service.commands.apply",
    "experiment": "service.commands.experiment",
    "touchpoints": "service.commands.touchpoints",
    "interventions": "service.commands.interventions",
    "serve": "service.commands.serve",
    "models": "service.commands.models",
    "customer": "service.commands.customer",
    "retain": "service.commands.retain",
    "keys": "service.commands.keys",
    "backup": "service.commands.backup",
    "restore": "service.commands.restore",
    "check": "service.commands.check",
}

# Many small products, one after the other: a second BLAS thread makes each thirty times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130
# What only the training part brings.
TRAINING = {"altair", "implicit", "scipy", "tea_tasting", "training", "vl_convert"}
LEFT_OUT = (
    "this installation only serves: the training part isn't in it; run this command where it is "
    "(the image `training`, or an installation with the extra `training`)"
)


class Commands(click.Group):
    """The table above as a group, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=Commands, epilog="Example: zuvor demo", context_settings={"max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
@click.version_option(package_name="zuvor")
@click.pass_context
def zuvor(ctx: click.Context, debug: bool) -> None:
    """Personalisation for web shops: the homepage, one step ahead."""
    ctx.obj["debug"] = debug


def main() -> None:
    """The program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """One command; returns its exit code. Every error is one sentence on stderr."""
    state = {"debug": False}
    try:
        done = zuvor.main(list(arguments), "zuvor", standalone_mode=False, obj=state)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except ZuvorError as error:
        click.echo(f"zuvor: {error}", err=True)
        return FAILED
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in TRAINING:
            return _defect(error, debug=state["debug"])
        click.echo(f"zuvor: {LEFT_OUT}", err=True)
        return FAILED
    except Exception as error:
        return _defect(error, debug=state["debug"])
    return done if isinstance(done, int) else 0


def _defect(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    click.echo(f"zuvor: {said} — this is a defect of zuvor; `zuvor --debug …` shows where", err=True)
    return FAILED


if __name__ == "__main__":
    main()
