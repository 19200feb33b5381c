import json
import shutil

import numpy as np
import pytest
import zarr

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats import ome_zarr
from flimbuilder.imaging.levels import PyramidLevel
from flimbuilder.imaging.read import find_images, open_image, read_image, read_layout, read_mask
from flimbuilder.imaging.regions import describe_image, open_regions
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, Selection
from tests.imaging.stores import halves, multiscale, noise, windows, write_store

RGB = noise((3, 50, 70))


@pytest.fixture(params=["0.4", "0.5"])
def version(request):
    return request.param


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("stores") / "slide.ome.zarr"
    return write_store(path, halves(RGB, 3))


def edit(path, change):
    """Change the OME metadata of a store of version 0.5."""
    file = path / "zarr.json"
    document = json.loads(file.read_text())
    change(document["attributes"]["ome"])
    file.write_text(json.dumps(document))


@pytest.fixture
def copied(store, tmp_path):
    return shutil.copytree(store, tmp_path / "x.zarr")


def test_levels_are_those_that_were_written(tmp_path, version):
    path = write_store(tmp_path / "x.ome.zarr", halves(RGB, 3), version=version)
    layout = read_layout(path)
    assert (layout.kind, layout.channels, layout.dtype) == ("OME-Zarr", 3, "uint8")
    assert layout.levels == tuple(
        PyramidLevel(height, width, factor, PixelSize(height=0.25 * factor, width=0.5 * factor))
        for height, width, factor in [(50, 70, 1.0), (25, 35, 2.0), (13, 18, 4.0)]
    )
    for number in range(3):
        expected = np.moveaxis(zarr.open_group(str(path), mode="r")[str(number)][:], 0, -1)
        selection = Selection(level=number).or_none
        image = read_image(path, selection)
        np.testing.assert_array_equal(image.pixels, expected)
        assert image.pixel_size == layout.levels[number].pixel_size
        with open_regions(path, selection) as regions:
            assert regions.by_parts
            assert (regions.shape, regions.pixel_size) == (expected.shape, image.pixel_size)
            for rows, cols in windows(*expected.shape[:2]):
                np.testing.assert_array_equal(regions.read(rows, cols), expected[rows, cols])


@pytest.mark.parametrize("dtype", ["bool", "uint16", "int16", "float32", ">u2"])
def test_stacks_and_dtypes(tmp_path, version, dtype):
    array = noise((2, 3, 4, 20, 24), np.uint16).astype(dtype)
    array = (noise((2, 3, 4, 20, 24)) / 255).astype(dtype) if dtype == "float32" else array
    path = write_store(tmp_path / "x.zarr", [array], axes="tczyx", version=version)
    place = (AxisIndex(axis="t", index=1), AxisIndex(axis="z", index=2))
    image = read_image(path, Selection(at=place, channels=(2, 0)))
    expected = array[1, [2, 0], 2].astype(np.dtype(dtype).newbyteorder("="))
    np.testing.assert_array_equal(image.pixels, np.moveaxis(expected, 0, -1))
    with pytest.raises(ImageError, match=r"x\.zarr: is a stack \(t 0 to 1, z 0 to 3\)"):
        read_image(path)


def test_a_flat_image_has_one_channel(tmp_path):
    path = write_store(tmp_path / "x.zarr", [RGB[0]], axes="yx", unit="nanometer")
    assert read_layout(path).levels == ()
    image = read_image(path)
    np.testing.assert_array_equal(image.pixels[..., 0], RGB[0])
    assert image.pixel_size == PixelSize(height=0.00025, width=0.0005)


def test_missing_chunks_have_the_fill_value(tmp_path):
    path = tmp_path / "x.zarr"
    group = zarr.open_group(str(path), mode="w", zarr_format=3)
    group.attrs["ome"] = {"version": "0.5", "multiscales": [multiscale("yx", 1)]}
    array = group.create_array(
        "0", shape=(10**5, 10**5), dtype="u1", chunks=(16, 16), fill_value=9
    )
    array[160:176, 320:336] = 5
    with open_regions(path) as regions:
        part = regions.read(slice(158, 178), slice(330, 340))[..., 0]
    expected = np.full((20, 10), 9)
    expected[2:18, :6] = 5
    np.testing.assert_array_equal(part, expected)


def test_shards_are_read_by_their_chunks(tmp_path):
    path = tmp_path / "x.zarr"
    group = zarr.open_group(str(path), mode="w", zarr_format=3)
    group.attrs["ome"] = {"version": "0.5", "multiscales": [multiscale("cyx", 1)]}
    options = {"chunks": (1, 16, 16), "shards": (3, 32, 48)}
    array = group.create_array("0", shape=RGB.shape, dtype="u1", **options)
    array[:] = RGB
    np.testing.assert_array_equal(read_image(path).pixels, np.moveaxis(RGB, 0, -1))


def test_names_and_window_of_channels(tmp_path):
    window = {"min": 0, "max": 255, "start": 10, "end": 200}
    channels = [{"label": name, "color": "FFFFFF", "window": window} for name in "RGB"]
    path = write_store(tmp_path / "x.zarr", [RGB], omero={"channels": channels})
    layout = read_layout(path)
    assert (layout.channel_names, layout.window) == (("R", "G", "B"), (10, 200))
    del channels[1]["window"], channels[2]["label"]
    path = write_store(tmp_path / "y.zarr", [RGB], omero={"channels": channels})
    assert (read_layout(path).channel_names, read_layout(path).window) == ((), None)


def test_without_a_unit_the_size_is_unknown(tmp_path):
    path = write_store(tmp_path / "x.zarr", [RGB], unit=None)
    assert read_image(path).pixel_size is None


def test_an_image_within_a_store(tmp_path, version):
    path = tmp_path / "x.zarr"
    outer = zarr.open_group(str(path), mode="w", zarr_format=3 if version == "0.5" else 2)
    several = {"bioformats2raw.layout": 3}
    outer.attrs.update({"ome": {"version": "0.5", **several}} if version == "0.5" else several)
    for name in "01":
        write_store(path / name, [RGB], version=version)
    assert read_image(path).notes == ("first of several images in the file read",)
    np.testing.assert_array_equal(read_image(path / "1").pixels, np.moveaxis(RGB, 0, -1))
    labels = write_store(path / "0" / "labels" / "cells", [RGB[0] // 64], "yx", version)
    np.testing.assert_array_equal(read_mask(labels), RGB[0] // 64)


def test_a_store_is_listed_as_one_image(store, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    shutil.copytree(store, folder / "b.ome.zarr")
    (folder / "sub").mkdir()
    (folder / "a.png").write_bytes(b"")
    assert find_images([folder]) == [folder / "a.png", folder / "b.ome.zarr"]
    assert find_images([folder / "b.ome.zarr"]) == [folder / "b.ome.zarr"]


def test_the_header_of_a_pyramid_is_enough(store):
    with open_image(store) as file:
        header = describe_image(file, Selection(level=1))
    assert (header.shape, header.dtype) == ((25, 35, 3), np.uint8)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda ome: ome.update(version="0.3"), r"is OME-Zarr 0\.3; versions 0\.4 and 0\.5"),
        (lambda ome: ome.update(multiscales=[]), r"metadata are not valid \(multiscales"),
        (lambda ome: ome.update(multiscales=5), r"metadata are not valid \(multiscales"),
        (lambda ome: ome.pop("multiscales"), r"without an OME-Zarr image"),
        (lambda ome: (ome.pop("multiscales"), ome.update(plate={})), r"is the plate of a screen"),
        (lambda ome: ome["multiscales"][0]["axes"].pop(), r"not valid|axes"),
        (
            lambda ome: ome["multiscales"][0]["datasets"][1].update(path="9"),
            r"lacks the array '9' .*half written",
        ),
        (
            lambda ome: ome["multiscales"][0]["datasets"][0].update(path="../../0"),
            r"x\.zarr: ",
        ),
    ],
)
def test_wrong_metadata_are_one_line(copied, change, message):
    edit(copied, change)
    with pytest.raises(ImageError, match=message) as caught:
        read_image(copied)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{copied}: ")


def test_half_written_stores(copied):
    shutil.rmtree(copied / "2")
    with pytest.raises(ImageError, match=r"lacks the array '2'"):
        read_layout(copied)
    (copied / "zarr.json").unlink()
    with pytest.raises(ImageError, match=r"has no Zarr metadata; it is half written"):
        read_layout(copied)


def test_damaged_chunks_and_metadata(copied):
    for chunk in (copied / "0" / "c").rglob("*"):
        if chunk.is_file():
            chunk.write_bytes(b"\0" * 50)
    with pytest.raises(ImageError, match=r"x\.zarr: cannot be decoded as OME-Zarr"):
        read_image(copied)
    with pytest.raises(ImageError) as caught, open_regions(copied):
        pass
    assert str(caught.value).count("x.zarr") == 1
    (copied / "0" / "zarr.json").write_text("{")
    with pytest.raises(ImageError, match=r"x\.zarr: "):
        read_image(copied)


def test_huge_chunks_and_images_are_refused(copied, monkeypatch):
    monkeypatch.setattr(ome_zarr, "SEGMENT_BYTES", 100)
    with pytest.raises(ImageError, match=r"has chunks of 1 x 16 x 32 \(512 bytes where 100"):
        read_image(copied)
    file = copied / "0" / "zarr.json"
    document = json.loads(file.read_text())
    document["shape"] = [3, 2**40, 2**40]
    file.write_text(json.dumps(document))
    with pytest.raises(ImageError, match=r"is too large"):
        read_image(copied)


def test_without_the_extra_an_error_names_it(store, monkeypatch):
    monkeypatch.setattr("flimbuilder.project.extras.find_spec", lambda name: None)
    with pytest.raises(ImageError, match=r"pip install 'flimbuilder\[slides\]'"):
        read_image(store)


def test_too_many_places_are_refused(copied):
    file = copied / "0" / "zarr.json"
    edit(copied, lambda ome: ome["multiscales"][0].update(multiscale("zyx", 1)))
    document = json.loads(file.read_text())
    document["shape"][0] = 2**40
    file.write_text(json.dumps(document))
    with pytest.raises(ImageError, match=r"has 1099511627776 places on its axis z where 65536"):
        read_layout(copied)


def test_a_file_of_a_store_names_its_folder(store):
    with pytest.raises(
        ImageError, match=r"zarr\.json: is the metadata of a Zarr folder; give the"
    ):
        read_image(store / "zarr.json")
