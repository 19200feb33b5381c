"""README's two commands are the ones that continuous integration runs."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def readme_commands() -> list[str]:
    blocks = re.findall(r"^```\n(.*?)^```", (CHECKOUT / "README.md").read_text(), re.S | re.M)
    return [block.strip() for block in blocks[:2]]


def test_each_command_does_all_its_own_set_up() -> None:
    for command in readme_commands():
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert "-c packaging/constraints.txt" in command


def test_one_runs_the_main_job_and_one_the_tests() -> None:
    demo, tests = readme_commands()
    assert demo.endswith("flimbuilder demo")
    assert tests.endswith("python -m pytest")


def test_continuous_integration_takes_them_from_the_readme() -> None:
    script = (CHECKOUT / ".ci" / "run").read_text()
    assert "readme_command 1" in script
    assert "readme_command 2" in script


def test_every_dependency_is_pinned() -> None:
    pins = (CHECKOUT / "packaging" / "constraints.txt").read_text().lower().replace("_", "-")
    project = (CHECKOUT / "pyproject.toml").read_text()
    named = re.findall(r'^    "([a-z-]+)>=', project, re.M)
    assert len(named) > 15
    missing = [name for name in named if f"\n{name}==" not in pins]
    assert missing == []
    assert "torch==2.13.0\n" in pins
