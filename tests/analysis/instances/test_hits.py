"""Which candidate hits which object: by hand, against loops, by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.instances.candidates import Candidates, candidates_of
from flimbuilder.analysis.instances.hits import ScoredHits, hit_centres, hit_objects, join_hits
from flimbuilder.errors import InputError
from tests.analysis.instances.candidate_cases import NOTHING, TWO, candidates_at, mask_of
from tests.analysis.instances.label_cases import labels_of, literal_iou, similar_labels


def test_positions_hit_the_object_they_lie_in():
    hits = hit_objects(candidates_at((0, 0, 0.9), (2, 4, 0.4), (0, 3, 0.6)), TWO)
    assert hits.objects.tolist() == [0, 1, -1]
    assert hits.n_objects == 2
    assert hits.best.tolist() == [0.9, 0.4]
    assert hits.wrong.tolist() == [0.6]
    numbered = hit_objects(candidates_at((0, 1, 0.5), (0, 0, 0.1)), labels_of("3.9", "3.9"))
    assert numbered.objects.tolist() == [-1, 0]


def test_diagonal_neighbours_are_one_object():
    diagonal = mask_of("x....", ".x...", ".....")
    assert hit_objects(candidates_at((1, 1, 1)), diagonal).n_objects == 1


def test_regions_hit_the_object_of_the_largest_iou():
    # Candidate 1 shares 3 of 5 pixels with the first object, and 2 of 5 with the second one.
    regions, truth = labels_of("11111", "22..."), labels_of("77744", "....4")
    saliency = np.where(regions == 1, 0.8, 0.3) * (regions > 0)
    candidates = candidates_of(saliency, regions)
    assert hit_objects(candidates, truth, iou=0.6).objects.tolist() == [1, -1]
    assert hit_objects(candidates, truth, iou=0.61).objects.tolist() == [-1, -1]


def test_centres_hit_regions_by_hand():
    regions = labels_of("11..2", "11..2", ".....")
    candidates = candidates_of(np.where(regions > 0, 0.5, 0.0), regions)
    assert hit_centres(candidates, [(0, 0), (1, 1), (2, 2)]).objects.tolist() == [0, -1]
    assert hit_centres(candidates, [(0.5, 4)]).objects.tolist() == [-1, 0]
    positions = Candidates(candidates.positions, candidates.scores)
    assert hit_centres(positions, [(0, 3)], distance=1).objects.tolist() == [-1, 0]
    assert hit_centres(candidates, []).n_objects == 0


def test_hits_of_classes_are_joined():
    first = hit_objects(candidates_at((0, 0, 0.9)), TWO)
    second = hit_objects(candidates_at((0, 0, 0.4), (2, 4, 0.5)), TWO)
    joined = join_hits([first, second, hit_objects(NOTHING, TWO)])
    assert joined.objects.tolist() == [0, 2, 3]
    assert joined.n_objects == 6
    assert isinstance(joined, ScoredHits)


@settings(max_examples=60, deadline=None)
@given(similar_labels(), st.sampled_from([0.2, 0.5, 0.8]))
def test_hits_by_iou_equal_a_loop(pair, threshold):
    predicted, truth = pair
    numbered = np.unique(predicted, return_inverse=True)[1].reshape(predicted.shape)
    numbered = numbered if (predicted == 0).any() else numbered + 1
    candidates = candidates_of(np.full(truth.shape, 0.5), numbered)
    hits, iou = hit_objects(candidates, truth, iou=threshold), literal_iou(predicted, truth)
    assert hits.n_objects == len(iou)
    for at, object_at in enumerate(hits.objects):
        of_candidate = iou[:, at] if len(iou) else np.zeros(0)
        best = of_candidate.max(initial=0)
        assert (object_at >= 0) == (best >= threshold)
        assert object_at < 0 or of_candidate[object_at] == best


@pytest.mark.parametrize(
    ("candidates", "keywords", "message"),
    [
        (candidates_at((3, 0, 1)), {}, r"candidate at \[3, 0\] is outside .*\(3, 5\)"),
        (candidates_at((0, -1, 1)), {}, r"candidate at \[0, -1\] is outside"),
        (candidates_at((0, 0, np.nan)), {}, "score is not finite"),
        (Candidates(np.zeros((2, 2), int), np.ones(3)), {}, r"\(2, 2\) for 3 scores"),
        (Candidates(np.zeros((1, 2)), np.ones(1)), {}, "positions are float64"),
        (candidates_at((0, 0, 1)), {"iou": 0.5}, "hits by IoU need their regions"),
        (candidates_at((0, 0, 1)), {"iou": 1.5}, "IoU of at least 1.5"),
    ],
)
def test_invalid_candidates_are_refused(candidates, keywords, message):
    with pytest.raises(InputError, match=message):
        hit_objects(candidates, TWO, **keywords)
    with pytest.raises(InputError):
        hit_centres(candidates, [(0, 0)])
