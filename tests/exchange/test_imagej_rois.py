import io
import sys
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from roifile import ROI_TYPE, ImagejRoi

from flimbuilder.errors import InputError
from flimbuilder.exchange.imagej_rois import dump_rois, require_roifile
from tests.exchange.object_cases import CLASSES, case_of, fill_rings, masks


def written(mask: Any) -> dict[str, ImagejRoi]:
    case = case_of(mask)
    with zipfile.ZipFile(io.BytesIO(dump_rois(case.outlines, case.table, CLASSES))) as archive:
        return {name: ImagejRoi.frombytes(archive.read(name)) for name in archive.namelist()}


def test_an_object_by_hand() -> None:
    rois = written([[0, 0, 0], [0, 2, 2]])
    assert list(rois) == ["0001 larva _2__é.roi"]
    (roi,) = rois.values()
    assert (roi.roitype, roi.name, roi.group) == (ROI_TYPE.TRACED, 'larva "2"/é 1', 2)
    assert (roi.left, roi.top, roi.right, roi.bottom) == (1, 1, 3, 2)
    assert roi.stroke_color == b"\xff\x00\x00\xff"
    assert roi.coordinates().tolist() == [[1, 1], [3, 1], [3, 2], [1, 2]]


def test_a_hole_makes_a_composite() -> None:
    (roi,) = written([[1, 1, 1], [1, 0, 1], [1, 1, 1]]).values()
    assert roi.composite
    assert len(roi.coordinates(multi=True)) == 2


def test_no_objects() -> None:
    assert written(np.zeros((2, 2))) == {}


def test_equal_objects_give_equal_bytes() -> None:
    case = case_of([[1, 0, 1]])
    first, second = (dump_rois(case.outlines, case.table, CLASSES) for _ in range(2))
    assert first == second


def test_an_unpacked_roi_can_be_read() -> None:
    case = case_of([[1, 0, 1]])
    with zipfile.ZipFile(io.BytesIO(dump_rois(case.outlines, case.table, CLASSES))) as archive:
        modes = [oct(entry.external_attr >> 16) for entry in archive.infolist()]
        assert modes == ["0o644", "0o644"]
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    require_roifile()
    monkeypatch.setitem(sys.modules, "roifile", None)
    with pytest.raises(InputError, match=r"pip install 'flimbuilder\[results\]'"):
        require_roifile()


@settings(deadline=None)
@given(masks)
def test_filling_the_rois_gives_the_mask(mask: NDArray[np.uint8]) -> None:
    read = np.zeros_like(mask)
    for roi in written(mask).values():
        rings = [ring.tolist() for ring in roi.coordinates(multi=True)]
        closed = [ring if ring[0] == ring[-1] else [*ring, ring[0]] for ring in rings]
        read[fill_rings(closed, mask.shape)] = roi.group
    np.testing.assert_array_equal(read, mask)
