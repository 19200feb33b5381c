"""Touching objects in an open project: learned with the build, shown, measured, undone."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.analysis.instances.splitting import cut_apart, find_objects
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.decoding import Splitting
from flimbuilder.session.session import Session
from flimbuilder.workflow.build import build
from tests.session.conftest import Pump


@pytest.mark.slow
def test_the_window_separates_objects_as_a_build_does(
    session: Session, folder: Path, pump: Pump
) -> None:
    session.shown_objects.watch("test")
    session.open(folder)
    pump.settle(session)
    joined = session.inspector.decoded
    assert joined is not None
    assert joined.splitting is None
    assert joined.shown_mask is joined.mask is session.inspector.mask
    own = session.document.project.delineation
    session.set_delineation(own.with_(split="auto"))
    pump.settle(session)
    decoded = session.inspector.decoded
    assert decoded is not None
    built = build(session.document.project, ProjectFiles(folder))
    split = built.model.document.delineation.split
    assert isinstance(split, Splitting)
    assert decoded.splitting == split
    current = session.builder.current
    assert current is not None
    document = current.model_for(session.document.project).document
    assert document.delineation == built.model.document.delineation
    objects = session.shown_objects.current
    assert objects is not None
    assert (objects.instances == find_objects(decoded.mask, split)).all()
    assert (session.inspector.mask == cut_apart(decoded.mask, objects.instances)).all()
    shown = session.pixels.shown
    assert shown is not None
    assert (objects.instances == built.model.predict_objects(shown.pixels)).all()
    session.set_delineation(own.with_(split=Splitting(radius=4, smallest=10**6)))
    pump.settle(session)
    none = session.shown_objects.current
    assert none is not None
    assert len(none.table) == 0
    assert not session.inspector.mask.any()  # of no object
    session.undo()
    session.undo()
    pump.settle(session)
    assert np.array_equal(session.inspector.mask, joined.mask)
