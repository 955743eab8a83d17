"""Every route, metric and command says what it is for."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from litestar.handlers import HTTPRouteHandler
from prometheus_client.metrics import MetricWrapperBase

from service import observe
from service.api.routes import ROUTES
from service.cli import COMMANDS, zuvor
from service.commands.flags import TABLE

METRICS = [metric for metric in vars(observe).values() if isinstance(metric, MetricWrapperBase)]


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    """The words that lead to every command and group."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, *path, name)


ALL = list(commands(zuvor))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_route_has_a_summary_and_a_description(route: object) -> None:
    assert isinstance(route, HTTPRouteHandler)
    assert route.summary
    assert route.description


def test_every_metric_says_what_it_counts() -> None:
    described = [family.documentation for metric in METRICS for family in metric.describe()]
    assert len(described) == len(METRICS) >= 6
    assert all(text.endswith(".") for text in described)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_says_what_it_does_and_shows_an_example(path: tuple[str, ...]) -> None:
    said = CliRunner().invoke(zuvor, [*path, "--help"], prog_name="zuvor", obj={})
    assert said.exit_code == 0
    assert f"Example: zuvor {' '.join(path)}".strip() in said.output
    usage, _, rest = said.output.partition("\n")
    assert (usage.startswith("Usage"), "..." in rest) == (True, False)  # a list of commands cuts no sentence


def test_every_flag_says_what_it_is_for() -> None:
    for path in ALL:
        command: click.Command | None = zuvor
        for name in path:
            assert isinstance(command, click.Group)
            command = command.get_command(click.Context(command), name)
        options = [p for p in command.params if isinstance(p, click.Option)] if command else []
        assert all(option.help for option in options), path


def test_the_commands_of_the_table_are_there() -> None:
    assert {path[0] for path in ALL if path} == set(COMMANDS)


def test_a_setting_is_a_flag_of_the_same_name() -> None:
    said = CliRunner().invoke(zuvor, ["serve", "--help"], prog_name="zuvor", obj={}).output
    elsewhere = {"--bench-data", "--webhook-secrets"}  # of benchmarks; whoever lists processes reads flags
    flags = {f"--{name.replace('_', '-')}" for name in TABLE} - elsewhere
    assert all(flag in said for flag in flags)
