"""The command that compiles and publishes says what it did, or one line why not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from safeconduct.site.commands.publish import command
from safeconduct.transparency import published

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command, arguments)


def test_compile_then_release_puts_figures_before_the_public():
    said = run("compile", "--as-of", "2026-05-04")
    assert said.exit_code == 0
    assert "Compiled, not published" in said.output
    assert "Not covered:" in said.output
    assert published.latest() is None
    reference = said.output.strip().split()[-1]
    assert f"Published: {reference}, as of 2026-05-04" in run("release", reference).output
    assert published.latest().reference == reference


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("compile", "--as-of", "2999-01-01"), "As of 2999-01-01: expected a day that is not"),
        (("release", "nonsense"), "nonsense: expected the reference of a compiled release."),
    ],
)
def test_a_fault_is_one_clear_line(arguments, line):
    said = run(*arguments)
    assert said.exit_code == 2
    assert line in said.output
    assert published.releases() == []


def test_a_release_is_published_once():
    reference = run("compile").output.strip().split()[-1]
    run("release", reference)
    again = run("release", reference)
    assert again.exit_code == 2
    assert "was published on" in again.output
