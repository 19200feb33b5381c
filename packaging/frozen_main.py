"""Start of the frozen application: the command line, or a Python script for a proof.

``flimbuilder --run-script SCRIPT WORDS`` runs a script with the libraries of the application, as
``python -P SCRIPT WORDS`` does; see `flimbuilder.installation.script_command`.
"""

import sys
from multiprocessing import freeze_support


def main() -> None:
    """Run a worker, a script or the command line."""
    freeze_support()  # a process that multiprocessing started ends here
    if sys.argv[1:2] == ["--run-script"] and len(sys.argv) > 2:
        import runpy

        del sys.argv[:2]
        runpy.run_path(sys.argv[0], run_name="__main__")
        return
    from flimbuilder.cli.main import run

    run()


if __name__ == "__main__":
    main()
