import gzip
import tracemalloc
from contextlib import suppress

import nibabel
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nibabel.orientations import apply_orientation, axcodes2ornt, ornt_transform

from flimbuilder.errors import ImageError
from flimbuilder.imaging.read import ReadLimits, open_image, read_image, read_layout, read_mask
from flimbuilder.project.selection import AxisIndex, Selection
from tests.imaging.test_read import refusal

VOXELS = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)  # x, y, z
RAS = np.eye(4)


def at(axis, index, **more):
    return Selection(at=(AxisIndex(axis=axis, index=index),), **more)


def nifti(voxels, affine=RAS, kind=nibabel.Nifti1Image, change=None):
    image = kind(voxels, affine)
    if change:
        change(image.header)
    return image.to_bytes()


def raw(**fields):
    """Return a header of NIfTI-1 with four bytes behind it, and no voxels."""
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.uint8)
    for name, value in fields.items():
        header[name] = value
    return header.binaryblock + bytes(4)


@pytest.fixture
def volume(put):
    return put(nifti(VOXELS), "v.nii")


def test_a_slice_by_hand(put):
    # Eight voxels: x to the right, y to anterior, z to superior, each told by a digit.
    digits = [[[100 * x + 10 * y + z for z in (0, 1)] for y in (0, 1)] for x in (0, 1)]
    path = put(nifti(np.array(digits, np.uint8)), "v.nii")
    axial, coronal, sagittal = (
        read_image(path, at(axis, 1)).pixels[..., 0].tolist() for axis in "zyx"
    )
    assert axial == [[11, 111], [1, 101]]  # anterior at the top, right at the right
    assert coronal == [[11, 111], [10, 110]]  # superior at the top
    assert sagittal == [[101, 111], [100, 110]]  # anterior at the right


def test_layout(volume):
    layout = read_layout(volume)
    assert (layout.kind, layout.channels, layout.dtype) == ("NIfTI", 1, "int16")
    assert [(axis.name, axis.size, axis.aliases) for axis in layout.axes] == [
        ("z", 4, ("axial",)),
        ("y", 3, ("coronal",)),
        ("x", 2, ("sagittal",)),
    ]
    assert layout.axes[0].description == "axial, from inferior to superior"


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
@pytest.mark.parametrize("codes", ["RAS", "LPS", "PIR", "ASL", "IRP"])
def test_any_orientation_gives_the_same_slices(put, ending, kind, codes):
    turn = ornt_transform(axcodes2ornt("RAS"), axcodes2ornt(codes))
    turned = apply_orientation(VOXELS, turn)
    affine = nibabel.orientations.inv_ornt_aff(turn, VOXELS.shape)
    content = nifti(turned, affine, kind)
    path = put(gzip.compress(content) if ending == ".nii.gz" else content, f"v{ending}")
    for axis, number in (("x", 0), ("y", 1), ("z", 2)):
        for index in range(VOXELS.shape[number]):
            columns_by_rows = np.take(VOXELS, index, axis=number)
            read = read_image(path, at(axis, index)).pixels
            np.testing.assert_array_equal(read[..., 0], columns_by_rows.T[::-1])


def test_without_an_orientation_slices_are_as_stored_and_that_is_said(put):
    def forget(header):
        header["sform_code"] = header["qform_code"] = 0

    path = put(nifti(VOXELS, None, change=forget), "v.nii")
    image = read_image(path, at("z", 3))
    np.testing.assert_array_equal(image.pixels[..., 0], VOXELS[..., 3].T)
    assert image.notes[0] == "its orientation is unknown: slices are shown as they are stored"
    assert read_layout(path).axes[0].description == "axis 3 of the file"


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8", ">i2", ">f4"])
def test_every_dtype(put, dtype):
    image = nibabel.Nifti1Image(VOXELS.astype(dtype), RAS)
    image.header.set_data_dtype(np.dtype(dtype).newbyteorder("="))
    if dtype[0] == ">":
        header = image.header.as_byteswapped(">")
        image = nibabel.Nifti1Image(VOXELS.astype(dtype), RAS, header)
    read = read_image(put(image.to_bytes(), "v.nii"), at("z", 1)).pixels
    assert read.dtype == np.dtype(dtype).newbyteorder("=")
    np.testing.assert_array_equal(read[..., 0], VOXELS[..., 1].T[::-1])


def test_further_axes_are_channels(put):
    voxels = np.arange(2 * 3 * 4 * 2 * 3, dtype=np.uint16).reshape(2, 3, 4, 2, 3)
    path = put(nifti(voxels), "v.nii")
    assert read_layout(path).channels == 6
    read = read_image(path, at("z", 1)).pixels
    for t in range(2):
        for u in range(3):
            expected = voxels[:, :, 1, t, u].T[::-1]
            np.testing.assert_array_equal(read[..., t + 2 * u], expected)
    chosen = read_image(path, at("z", 1, channels=(5, 0))).pixels
    np.testing.assert_array_equal(chosen, read[..., [5, 0]])


def test_a_flat_volume_is_an_image(put):
    path = put(nifti(VOXELS[:, :, :1]), "v.nii")
    np.testing.assert_array_equal(read_image(path).pixels[..., 0], VOXELS[..., 0].T[::-1])
    assert not read_layout(path).is_stack


def test_colours(put):
    colours = np.zeros((2, 3, 2), np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")]))
    colours["R"], colours["G"], colours["B"] = 1, 2, 3
    colours["R"][1, 2, 1] = 9
    path = put(nifti(colours), "v.nii")
    assert (read_layout(path).channels, read_layout(path).dtype) == (3, "uint8")
    read = read_image(path, at("z", 1)).pixels
    assert read[0].tolist() == [[1, 2, 3], [9, 2, 3]]


def canonical(path):
    return nibabel.as_closest_canonical(nibabel.load(path)).get_fdata()


def slope(number, intercept=0):
    def change(header):
        header["scl_slope"], header["scl_inter"] = number, intercept

    return change


def turned(degrees):
    """Return the affine of a grid that is turned about two axes of the body."""
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    about_z = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    affine = np.diag([0.5, 1.5, 3.0, 1.0])
    affine[:3, :3] = about_z @ about_z[:, [2, 0, 1]][[2, 0, 1]] @ affine[:3, :3]
    return affine


@pytest.mark.parametrize(
    ("voxels", "affine", "change"),
    [
        (VOXELS, np.diag([1, 1, 3, 1]), None),
        (VOXELS, np.diag([-1, -1, 3, 1]), None),
        (VOXELS, turned(25), None),
        (VOXELS, turned(70), None),
        (VOXELS, turned(140), None),
        (VOXELS, RAS, slope(2, -5)),
        (VOXELS, RAS, slope(-0.5)),
        (VOXELS, RAS, slope(0, 7)),
        (VOXELS.astype("f4"), RAS, None),
        (VOXELS.astype("f8"), RAS, None),
        (VOXELS.astype("i4"), RAS, None),
        (VOXELS[..., :1], RAS, None),
        (VOXELS[..., 0], RAS, None),
        (np.stack([VOXELS, VOXELS + 1], axis=-1), RAS, None),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_against_nibabel(put, voxels, affine, change, packed, order):
    header = nibabel.Nifti1Header(endianness=order)
    header.set_data_dtype(voxels.dtype)
    content = bytearray(nibabel.Nifti1Image(voxels, affine, header).to_bytes())
    if change:  # nibabel scales by itself what it writes
        changed = nibabel.Nifti1Header(bytes(content[:348]), order, check=False)
        change(changed)
        content[:348] = changed.binaryblock
    content = bytes(content)
    path = put(gzip.compress(content) if packed else content, "v.nii.gz" if packed else "v.nii")
    whole = np.atleast_3d(canonical(path))
    layout = read_layout(path)
    for number in range(whole.shape[2]):
        selection = at("z", number) if layout.is_stack else None
        read = read_image(path, selection).pixels
        expected = np.atleast_3d(whole[:, :, number].swapaxes(0, 1)[::-1])
        np.testing.assert_allclose(read, expected)
        assert read.dtype == layout.dtype


@pytest.mark.parametrize("image_codes", ["RAS", "LPS", "PIR"])
@pytest.mark.parametrize("mask_codes", ["LPS", "RAS", "SAR"])
def test_a_mask_in_another_order_lies_on_its_image(put, image_codes, mask_codes):
    body = nibabel.Nifti1Image(VOXELS, np.diag([1, 1, 3, 1]))
    labels = nibabel.Nifti1Image((VOXELS > 11).astype(np.uint8), body.affine)
    paths = []
    for image, codes in ((body, image_codes), (labels, mask_codes)):
        turn = ornt_transform(axcodes2ornt("RAS"), axcodes2ornt(codes))
        paths.append(put(image.as_reoriented(turn).to_bytes(), f"{len(paths)}.nii"))
    for axis in ("x", "y", "z"):
        pixels = read_image(paths[0], at(axis, 1)).pixels[..., 0]
        mask = read_mask(paths[1], at(axis, 1).at)
        np.testing.assert_array_equal(mask, pixels > 11)


class TestUnits:
    def scaled(self, put):
        def change(header):
            header.set_slope_inter(2, -1000)
            header["cal_min"], header["cal_max"] = -100, 300

        return put(nifti(VOXELS, change=change), "v.nii")

    def test_the_window_is_in_the_files_units(self, put):
        read = read_image(self.scaled(put), at("z", 0, window=(-1000, -960))).pixels
        literal = np.clip((VOXELS[..., 0].T[::-1] * 2.0 - 1000 + 1000) / 40, 0, 1)
        assert read.dtype == np.float32
        np.testing.assert_allclose(read[..., 0], literal, atol=1e-6)

    def test_scaled_values_are_floats(self, put):
        path = self.scaled(put)
        read = read_image(path, at("z", 0)).pixels
        assert (read_layout(path).dtype, read.dtype) == ("float32", np.float32)
        assert read[-1, 0, 0] == -1000

    def test_the_header_proposes_a_window(self, put, volume):
        assert read_layout(volume).window is None
        assert read_layout(self.scaled(put)).window == (-100, 300)


class TestMasks:
    def test_whole_numbers_kept_as_floats_are_labels(self, put):
        labels = (VOXELS % 3).astype(np.float64)
        path = put(nifti(labels), "v.nii")
        read = read_mask(path, (AxisIndex(axis="z", index=2),))
        np.testing.assert_array_equal(read, labels[..., 2].T[::-1])
        assert read.dtype.kind == "u"

    def test_other_floats_are_none(self, put):
        path = put(nifti(VOXELS / 7), "v.nii")
        assert "is not a mask" in refusal(path, lambda path: read_mask(path, at("z", 2).at))


class TestRefused:
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    @pytest.mark.parametrize("field", ["scl_slope", "scl_inter"])
    def test_slopes_that_make_no_values(self, put, field, value):
        content = bytearray(nifti(VOXELS))
        header = nibabel.Nifti1Header(bytes(content[:348]), check=False)
        header["scl_slope"] = 2
        header[field] = value
        content[:348] = header.binaryblock
        message = refusal(put(bytes(content), "v.nii"), lambda path: read_image(path, at("z", 0)))
        assert message.startswith("scales its values by a slope of ")

    @pytest.mark.parametrize("cut", [5, 12, 40, -3])
    def test_cut_gzip(self, put, cut):
        path = put(gzip.compress(nifti(VOXELS))[:cut], "v.nii.gz")
        message = refusal(path, lambda path: read_image(path, at("z", 0)))
        assert message == "is cut short; get a whole copy of it"

    def test_a_volume_without_a_choice_tells_how_to_choose(self, put):
        path = put(nifti(np.zeros((30, 40, 50), np.uint8)), "v.nii")
        assert refusal(path) == (
            "is a stack (z 0 to 49 (axial, from inferior to superior), y 0 to 39 (coronal, from "
            "posterior to anterior), x 0 to 29 (sagittal, from left to right)); choose images of "
            "it, for example --slices z=0:50:5"
        )

    @pytest.mark.parametrize(
        ("selection", "reason"),
        [
            (at("z", 4), "has z 0 to 3; z 4 is outside"),
            (at("t", 0), "has no axis 't' to choose on; z, y, x"),
            (at("z", 0, channels=(1,)), "has channels 0 to 0; channel 1 is outside"),
            (
                Selection(at=(AxisIndex(axis="z", index=0), AxisIndex(axis="x", index=0))),
                "one place of one axis; 2 were given",
            ),
        ],
    )
    def test_what_is_not_there(self, volume, selection, reason):
        assert reason in refusal(volume, lambda path: read_image(path, selection))

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (raw(dim=[3, 10000, 10000, 10000, 1, 1, 1, 1]), "is too large: 10000000003"),
            (raw(dim=[3, 100, 100, 100, 1, 1, 1, 1]), "is cut short: it announces 1000352 bytes"),
            (raw(dim=[3, -5, 2, 2, 1, 1, 1, 1]), "has no voxels"),
            (raw(dim=[0, 2, 2, 2, 1, 1, 1, 1]), "announces 0 axes"),
            (raw(dim=[3, 2, 2, 2, 1, 1, 1, 1], vox_offset=np.inf), "announces its voxels at"),
            (raw(dim=[3, 2, 2, 2, 1, 1, 1, 1], datatype=999), "cannot be decoded as NIfTI"),
            (raw(dim=[3, 2, 2, 2, 1, 1, 1, 1], datatype=32), "cut short"),
            (raw(dim=[3, 2, 2, 2, 1, 1, 1, 1])[:200], "its content is none of"),
            (raw(magic=b"ni1"), "whose voxels are in another file"),
        ],
    )
    @pytest.mark.parametrize("packed", [False, True])
    def test_headers(self, put, content, reason, packed):
        path = put(
            gzip.compress(content) if packed else content, "v.nii.gz" if packed else "v.nii"
        )
        told = refusal(path, lambda path: read_image(path, at("z", 0)))
        reasons = (reason, "cut short", "no NIfTI", "complex64") if packed else (reason,)
        assert any(one in told for one in reasons)

    def test_complex(self, put):
        path = put(nifti(VOXELS.astype(np.complex64)), "v.nii")
        assert "complex64" in refusal(path, lambda path: read_image(path, at("z", 0)))

    def test_what_is_packed_and_no_volume(self, put):
        path = put(gzip.compress(b"Dear scanner," * 100), "v.nii.gz")
        assert "compressed by gzip and holds no NIfTI" in refusal(path)

    def test_a_bomb_unpacks_to_no_more_than_it_announces(self, put):
        content = gzip.compress(nifti(VOXELS) + bytes(300 * 2**20))
        path = put(content, "v.nii.gz")
        tracemalloc.start()
        read_image(path, at("z", 0))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 8 * 2**20

    def test_a_bomb_that_announces_itself(self, put):
        path = put(gzip.compress(raw(dim=[3, 30000, 30000, 30000, 1, 1, 1, 1])), "v.nii.gz")
        assert "ReadLimits.max_bytes" in refusal(path)

    def test_a_damaged_check_sum(self, put):
        content = bytearray(gzip.compress(nifti(VOXELS)))
        content[-8] ^= 1
        path = put(bytes(content), "v.nii.gz")
        assert "CRC" in refusal(path, lambda path: read_image(path, at("z", 0)))

    @pytest.mark.parametrize("packed", [False, True])
    @settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_cut_short_or_damaged(self, put, packed, data):
        content = bytearray(nifti(VOXELS))
        if packed:
            content = bytearray(gzip.compress(bytes(content)))
        places = st.integers(0, len(content) - 1)
        for place, value in data.draw(st.dictionaries(places, st.integers(0, 255))).items():
            content[place] = value
        cut = data.draw(st.integers(0, len(content)))
        path = put(bytes(content[:cut]), "v.nii.gz" if packed else "v.nii")
        with suppress(ImageError):  # anything else that is raised fails the test
            assert read_image(path, at("z", 1)).pixels.ndim == 3

    def test_limits(self, volume):
        with pytest.raises(ImageError, match="max_side"):
            read_image(volume, at("z", 0), limits=ReadLimits(max_side=2))

    def test_without_nibabel(self, volume, monkeypatch):
        monkeypatch.setattr("flimbuilder.project.extras.find_spec", lambda name: None)
        assert "pip install 'flimbuilder[medical]'" in refusal(volume)


def test_several_slices_of_one_open_file(put):
    path = put(gzip.compress(nifti(VOXELS)), "v.nii.gz")
    with open_image(path) as file:
        slices = [file.read(at("z", index)).pixels[..., 0] for index in range(4)]
    np.testing.assert_array_equal(
        np.stack(slices), np.moveaxis(VOXELS, 2, 0).transpose(0, 2, 1)[:, ::-1]
    )


def test_a_file_of_nibabels_own():
    path = nibabel.__path__[0] + "/tests/data/anatomical.nii"
    whole = nibabel.as_closest_canonical(nibabel.load(path)).get_fdata()
    read = read_image(path, at("z", 7)).pixels
    np.testing.assert_allclose(read[..., 0], whole[:, :, 7].T[::-1], rtol=1e-6)
