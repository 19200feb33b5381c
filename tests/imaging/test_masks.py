import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.errors import ImageError, MaskValuesError
from flimbuilder.imaging.masks import class_mask, infer_label_values
from flimbuilder.project.label_values import IGNORED, LARGEST_VALUE, parse_label_values

Image = pytest.importorskip("PIL.Image")


def disk(side=64, radius=20):
    rows, cols = np.mgrid[:side, :side] - side // 2
    return rows**2 + cols**2 <= radius**2


class TestClassMask:
    def test_by_hand(self):
        stored = np.array([[0, 128, 255], [7, 7, 128]], np.uint8)
        values = parse_label_values("128=1,255=2,7=ignore")
        mask = class_mask(stored, [1, 2], values)
        np.testing.assert_array_equal(mask, [[0, 1, 2], [IGNORED, IGNORED, 1]])
        assert mask.dtype == np.int16

    def test_without_values_all_but_zero_is_the_only_class(self):
        stored = np.array([[0, 1, 255]], np.uint16)
        np.testing.assert_array_equal(class_mask(stored, [3]), [[0, 3, 3]])

    def test_without_values_the_values_are_the_classes(self):
        stored = np.array([[0, 1, 5]], np.uint8)
        np.testing.assert_array_equal(class_mask(stored, [1, 5]), [[0, 1, 5]])
        with pytest.raises(ImageError, match="value 5 of the mask has no class"):
            class_mask(stored, [1, 2])

    def test_zero_can_be_ignored_or_an_object(self):
        stored = np.array([[0, 1]], np.uint8)
        ignored = class_mask(stored, [1], parse_label_values("0=ignore,1=1"))
        np.testing.assert_array_equal(ignored, [[IGNORED, 1]])
        inverted = class_mask(stored, [1], parse_label_values("0=1,1=0"))
        np.testing.assert_array_equal(inverted, [[1, 0]])

    def test_a_value_without_a_class_is_an_error(self):
        stored = np.array([[0, 1, 9]], np.uint8)
        with pytest.raises(ImageError, match="the value 9 of the mask has no class"):
            class_mask(stored, [1], parse_label_values("1=1"))

    def test_a_class_of_another_project_is_an_error_if_the_mask_has_it(self):
        values = parse_label_values("1=1,2=2")
        with pytest.raises(ImageError, match="the mask has class 2, and the classes are 0, 1"):
            class_mask(np.array([[1, 2]], np.uint8), [1], values)
        np.testing.assert_array_equal(
            class_mask(np.array([[0, 1]], np.uint8), [1], values), [[0, 1]]
        )


class TestInferLabelValues:
    @pytest.mark.parametrize("value", [1, 128, 255])
    def test_binary_masks_are_plain(self, value):
        assert infer_label_values(np.uint8(value) * disk(), [1]) == (None, None)

    def test_class_ids_are_plain(self):
        stored = np.array([[0, 1, 2]], np.uint8)
        assert infer_label_values(stored, [1, 2]) == (None, None)

    def test_a_jpeg_of_a_mask_is_cut_at_half(self):
        file = io.BytesIO()
        Image.fromarray(np.uint8(255) * disk()).save(file, "JPEG", quality=75)
        stored = np.array(Image.open(file))
        assert len(np.unique(stored)) > 2
        values, note = infer_label_values(stored, [1], lossy=True)
        np.testing.assert_array_equal(class_mask(stored, [1], values), disk())
        assert "are cut at half of their range (0-127=0,128-255=1)" in note

    def test_a_jpeg_without_an_object_stays_empty(self):
        noise = np.array([[0, 1], [2, 0]], np.uint8)
        values, _ = infer_label_values(noise, [1], lossy=True)
        assert not class_mask(noise, [1], values).any()

    def test_an_anti_aliased_mask_is_cut_at_half(self):
        large = Image.fromarray(np.uint8(255) * disk(512, 160))
        stored = np.array(large.resize((128, 128), Image.Resampling.BOX))
        values, _ = infer_label_values(stored, [1])
        # A pixel is in the mask if more than half of its area is.
        covered = disk(512, 160).reshape(128, 4, 128, 4).mean(axis=(1, 3))
        clear = np.abs(covered - 0.5) > 0.01
        mask = class_mask(stored, [1], values)
        np.testing.assert_array_equal(mask[clear], (covered > 0.5)[clear])

    def test_a_photograph_is_refused_with_a_summary_of_its_values(self):
        skimage = pytest.importorskip("skimage")
        with pytest.raises(ImageError, match=r"is not a mask: of its \d+ grey levels") as caught:
            infer_label_values(skimage.data.camera(), [1])
        assert "--values 0-127=0,128-255=1" in str(caught.value)
        assert len(str(caught.value)) < 300

    @pytest.mark.parametrize("levels", [(128, 255), (1, 255), (64, 128, 192, 255)])
    def test_a_few_values_are_refused_for_one_class(self, levels):
        stored = np.zeros((20, 40), np.uint8)
        for place, level in enumerate(levels):
            stored[5:10, 8 * place : 8 * place + 8] = level
        with pytest.raises(ImageError, match="are not those of a mask of one class") as caught:
            infer_label_values(stored, [1])
        assert "--values " in str(caught.value)
        assert "'ignore' leaves pixels out" in str(caught.value)

    @pytest.mark.parametrize(
        ("levels", "classes", "example"),
        [
            ([0, 1, 255], [1], "1=1,255=ignore"),
            ([0, 1, 2, 255], [1, 2], "1=1,2=2,255=ignore"),
            ([0, 128, 255], [1], "128=1,255=1"),
        ],
    )
    def test_the_example_leaves_out_255_beside_class_ids(self, levels, classes, example):
        with pytest.raises(MaskValuesError, match=f"--values {example};"):
            infer_label_values(np.array([levels], np.uint8), classes)

    def test_unknown_ids_are_refused_for_several_classes(self):
        stored = np.array([[0, 128, 255]], np.uint8)
        with pytest.raises(ImageError, match=r"--values 128=1,255=2;"):
            infer_label_values(stored, [1, 2])

    def test_without_object_classes_any_object_is_refused(self):
        assert infer_label_values(np.zeros((3, 3), np.uint8), []) == (None, None)
        with pytest.raises(MaskValuesError, match=r"without object classes; .* --values 255=1;"):
            infer_label_values(np.uint8(255) * disk(), [])

    def test_numbered_objects_are_instances(self):
        stored = np.zeros((50, 200), np.uint16)
        for number in range(1, 20):
            stored[10:20, 10 * number : 10 * number + 7] = number
        values, note = infer_label_values(stored, [4])
        np.testing.assert_array_equal(class_mask(stored, [4], values) == 4, stored > 0)
        assert note == "its values number objects, all taken as class 4"
        # A few may be missing, or be in two pieces.
        stored[stored == 7] = 0
        stored[15, 30:37] = 0
        assert infer_label_values(stored, [4])[1] is not None

    def test_a_part_of_an_image_has_gaps_in_its_numbers(self):
        stored = np.zeros((50, 200), np.uint16)
        for number in range(1, 20):
            stored[10:20, 10 * number : 10 * number + 7] = 40 * number
        values, note = infer_label_values(stored, [4])
        np.testing.assert_array_equal(class_mask(stored, [4], values) == 4, stored > 0)
        assert note == "its values number objects, all taken as class 4"
        few = np.where(stored > 4 * 40, 0, stored)
        with pytest.raises(MaskValuesError, match="its values"):
            infer_label_values(few, [4])
        bands = np.repeat(np.repeat(np.arange(0, 250, 10, dtype=np.uint8)[None], 9, 1), 20, 0)
        with pytest.raises(MaskValuesError, match="25 grey levels"):
            infer_label_values(bands, [4])

    def test_classes_that_enclose_each_other_are_no_instances(self):
        nucleus_and_cytoplasm = np.uint8(1) * disk(64, 20) + np.uint8(1) * disk(64, 10)
        with pytest.raises(MaskValuesError, match="its values 0-2 are not those of a mask of one"):
            infer_label_values(nucleus_and_cytoplasm, [1])
        apart = np.zeros((20, 40), np.uint8)
        apart[5:9, 5:9], apart[5:9, 20:24] = 1, 2
        assert (
            infer_label_values(apart, [1])[1] == "its values number objects, all taken as class 1"
        )

    def test_a_mask_without_zero_is_refused(self):
        """Trimaps and masks that count the background as 1 have no 0."""
        for stored in (disk() + np.uint8(1), disk() + np.uint8(1) + disk(64, 10)):
            with pytest.raises(MaskValuesError, match="--values 1=0,2=1"):
                infer_label_values(stored, [1])

    def test_refusals_count_the_pixels_of_each_choice(self):
        levels = np.repeat(np.uint8([[0, 128, 255]]), 4, 0)
        with pytest.raises(MaskValuesError) as caught:
            infer_label_values(levels, [1])
        assert caught.value.counts == ((0, 0, 4), (128, 128, 4), (255, 255, 4))
        ramp = np.repeat(np.arange(256, dtype=np.uint8)[None], 2, 0)
        with pytest.raises(MaskValuesError) as caught:
            infer_label_values(ramp, [1])
        assert caught.value.counts == ((0, 127, 256), (128, LARGEST_VALUE, 256))
        with pytest.raises(MaskValuesError) as caught:
            infer_label_values(ramp, [1, 2])
        assert caught.value.counts == ()  # too many to choose a class for each

    @given(hnp.arrays(np.uint8, (6, 7), elements=st.sampled_from([0, 1, 2, 3, 200, 255])))
    def test_every_mask_is_plain_or_explained_or_refused(self, stored):
        try:
            values, note = infer_label_values(stored, [1])
        except ImageError:
            return
        assert (values is None) == (note is None)
        assert set(np.unique(class_mask(stored, [1], values))) <= {0, 1}
