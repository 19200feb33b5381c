"""The option that computes on a cluster, and its connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flimbuilder.workflow.cluster.futures import Cluster

__all__ = ["ClusterOption", "connected"]

ClusterOption = Annotated[
    str | None,
    typer.Option(
        help="Compute on a cluster: 'local:N' for N workers on this machine, or the address of a "
        "dask scheduler.",
        metavar="ADDRESS|local:N",
    ),
]


@contextmanager
def connected(address: str | None) -> Iterator["Cluster | None"]:
    """Yield a connection to a cluster; None without an address."""
    if address is None:
        yield None
        return
    from flimbuilder.workflow.cluster.connection import open_cluster

    with open_cluster(address) as cluster:
        yield cluster
