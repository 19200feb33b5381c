"""``python -m flimbuilder``."""

from flimbuilder.cli.main import run

if __name__ == "__main__":  # workers of a cluster import this module as well
    run()
