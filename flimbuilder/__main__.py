"""``python -m flimbuilder``."""

from flimbuilder.cli.main import run

run()
