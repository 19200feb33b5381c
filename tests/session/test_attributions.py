"""Attributions of the explained place: maps one by one, over the image, and saved."""

from pathlib import Path

import numpy as np
import pytest

from flimbuilder.explain.attributions.attribute import attribute
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.session.inspector import NOT_BUILT
from flimbuilder.session.session import Session
from flimbuilder.session.unhurried import is_user_served
from flimbuilder.session.view import ExplainedPlace
from tests.session.conftest import Pump, ids

ME = "the test"
CELL, OTHER = (15.0, 15.0), (20.0, 8.0)


@pytest.fixture
def built(session: Session, pump: Pump, folder: Path) -> Session:
    """A built project, whose attributions are watched."""
    session.open(folder)
    pump.settle(session)
    session.attributions.watch(ME)
    return session


def explain(session: Session, point: tuple[float, float] = CELL, image: int = 0) -> None:
    session.update_view(explained=ExplainedPlace(ids(session)[image], (point,)))


def names(session: Session) -> list[str]:
    return [found.attribution.name for found in session.attributions.found]


def test_maps_are_those_of_the_library_in_the_order_of_the_registry(
    built: Session, pump: Pump
) -> None:
    explain(built)
    seen: list[int] = []
    built.attributions.changed.connect(lambda: seen.append(len(built.attributions.found)))
    pump.settle(built)
    blocks = len(built.builder.current.learned.blocks)  # type: ignore[union-attr]
    methods = [found.attribution.method for found in built.attributions.found]
    assert list(dict.fromkeys(methods)) == list(METHODS)
    assert methods.count("grad-cam") == blocks
    assert set(range(1, len(methods) + 1)) <= set(seen)
    attributed = built.attributions.attributed
    assert attributed is not None
    wanted = attribute(attributed.model, attributed.pixels, SaliencyTarget((15, 15)), "occlusion")
    (found,) = [each for each in built.attributions.found if each.attribution.name == "occlusion"]
    np.testing.assert_allclose(found.attribution.values, wanted.values, rtol=1e-4, atol=1e-6)
    assert attributed.title == "decoder's sum of object, at row 15, column 15"
    assert built.attributions.progress == (len(methods), len(methods))
    assert found.picture.shape == attributed.part.shape


def test_the_view_chooses_what_is_over_the_image(built: Session, pump: Pump) -> None:
    explain(built)
    pump.settle(built)
    attributions = built.attributions
    assert attributions.heat is None
    built.update_view(heat="attribution", attribution="occlusion")
    heat = attributions.heat
    assert heat is not None
    assert (heat.kind, heat.values.shape, heat.low) == ("signed", (48, 48), -heat.high)
    assert heat.title == "Occlusion, decoder's sum of object"
    assert heat.values[47, 47] == 127  # outside the receptive field
    built.update_view(attribution="gradient")
    assert attributions.heat is not None
    assert (attributions.heat.kind, attributions.heat.low) == ("heat", 0.0)
    built.update_view(attribution=None)  # the first
    assert attributions.heat.title.startswith("Gradient, ")
    built.update_view(image=ids(built)[1])
    assert attributions.heat is None
    built.update_view(image=ids(built)[0], heat="saliency")
    assert attributions.heat is None


def test_another_place_begins_again_and_keeps_the_choice(built: Session, pump: Pump) -> None:
    explain(built)
    pump.settle(built)
    built.update_view(heat="attribution", attribution="lime")
    before = built.attributions.heat
    explain(built, OTHER)
    assert built.attributions.found == ()
    assert built.attributions.heat is None
    pump.settle(built)
    assert built.attributions.heat not in (None, before)
    built.update_view(explained=None)
    assert (built.attributions.found, built.attributions.attributed) == ((), None)
    assert built.attributions.reason is not None


def test_an_image_that_is_not_shown_can_be_attributed(built: Session, pump: Pump) -> None:
    explain(built, image=2)
    pump.settle(built)
    assert built.attributions.attributed is not None
    assert built.attributions.attributed.name == built.document.project.images[2].name


def test_what_is_attributed_and_the_baseline_can_be_chosen(built: Session, pump: Pump) -> None:
    explain(built)
    pump.settle(built)
    former = built.attributions.found
    built.attributions.choose(quantity="saliency")
    pump.settle(built)
    assert built.attributions.attributed is not None
    assert built.attributions.attributed.title.startswith("saliency of object")
    built.attributions.choose(baseline="zero")
    pump.settle(built)
    (occlusion,) = [f for f in built.attributions.found if f.attribution.method == "occlusion"]
    assert occlusion.attribution.settings == {"baseline": "zero"}
    assert former is not built.attributions.found
    again = built.attributions.found
    built.attributions.choose(quantity="saliency", baseline="zero")
    pump.settle(built)
    assert built.attributions.found is again


def test_nothing_is_computed_while_nobody_watches(built: Session, pump: Pump) -> None:
    built.attributions.unwatch(ME)
    explain(built)
    assert not built.jobs.running
    built.attributions.watch(ME)
    assert built.attributions.is_working
    pump.until(lambda: len(built.attributions.found) == 2)
    built.attributions.unwatch(ME)
    assert not built.attributions.is_working
    assert len(built.attributions.found) == 2
    built.attributions.watch(ME)
    pump.settle(built)
    assert len(set(names(built))) == built.attributions.progress[1]


def test_it_stops_and_goes_on(built: Session, pump: Pump) -> None:
    explain(built)
    pump.until(lambda: len(built.attributions.found) == 1)
    built.attributions.stop()
    pump.settle(built)
    assert names(built) == ["gradient"]
    built.update_view(heat="saliency")
    pump.settle(built)
    assert names(built) == ["gradient"]
    built.attributions.go_on()
    pump.settle(built)
    assert built.attributions.progress[0] == built.attributions.progress[1]


def test_results_do_not_wait_for_attributions(built: Session, pump: Pump) -> None:
    explain(built)
    pump.until(lambda: built.attributions.attributed is not None)
    assert [job.lane for job in built.jobs.running] == ["attributions"]
    assert not is_user_served(built.jobs)
    pump.settle(built)


def test_attributions_make_way_for_a_build(built: Session, pump: Pump) -> None:
    explain(built)
    pump.until(lambda: len(built.attributions.found) == 1)
    built.drawing.disk((33, 30))
    built.builder.build()
    assert not built.attributions.is_working
    pump.settle(built)
    done, total = built.attributions.progress
    assert done == total > 1
    assert len(set(names(built))) == total


def test_a_new_decoder_or_build_begins_again(built: Session, pump: Pump) -> None:
    explain(built)
    pump.settle(built)
    assert built.attributions.attributed is not None
    before = built.attributions.attributed.score.value
    built.set_decoder(DecoderChoice(id="mb", block=2))
    pump.settle(built)
    assert built.attributions.attributed.score.decoder_choice.id == "mb"
    assert built.attributions.attributed.score.value != before


def test_without_a_build_there_is_a_reason(session: Session, pump: Pump, folder: Path) -> None:
    session.attributions.watch(ME)
    session.open(folder)
    assert session.attributions.reason is not None
    pump.settle(session)
    if session.builder.current is None:
        assert session.attributions.reason == NOT_BUILT


def test_large_images_are_refused_with_a_reason(
    built: Session, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flimbuilder.session.explanation.is_large", lambda *given: True)
    explain(built)
    pump.settle(built)
    assert built.attributions.reason is not None
    assert "too many to explain" in built.attributions.reason
    assert built.attributions.found == ()


def test_maps_are_saved_as_a_page_or_files(built: Session, pump: Pump, tmp_path: Path) -> None:
    saved: list[Path] = []
    built.attributions.save(tmp_path / "a.html", saved.append, built.fail)
    assert not built.jobs.running  # there is nothing to save
    explain(built)
    pump.settle(built)
    for name in ("a.html", "maps"):
        built.attributions.save(tmp_path / name, saved.append, built.fail)
        pump.settle(built)
    assert saved == [tmp_path / "a.html", tmp_path / "maps"]
    assert (tmp_path / "a.html").read_text(encoding="utf-8").count("<img ") == 1 + len(
        built.attributions.found
    )
    assert len(list((tmp_path / "maps").iterdir())) == 2 * len(built.attributions.found)


def test_the_object_of_the_mask_at_the_place(built: Session, pump: Pump) -> None:
    built.attributions.choose(quantity="object")
    explain(built)
    pump.settle(built)
    attributed, mask = built.attributions.attributed, built.inspector.mask
    assert mask is not None
    if not mask[15, 15]:
        pytest.fail("the first cell is not in the mask")
    assert attributed is not None
    region = attributed.target.region
    assert isinstance(region, np.ndarray)
    assert region[15, 15]
    assert not region[mask == 0].any()
    ground = np.argwhere(mask == 0)[0].tolist()
    explain(built, (float(ground[0]), float(ground[1])))
    pump.settle(built)
    assert built.attributions.attributed is None
    assert "belongs to no object of the mask" in (built.attributions.reason or "")


def test_the_activation_of_the_shown_kernel(built: Session, pump: Pump) -> None:
    built.attributions.choose(quantity="kernel")
    explain(built)
    pump.settle(built)
    assert "choose a kernel in the panel Kernels" in (built.attributions.reason or "")
    kernel = built.builder.current.learned.blocks[0].kept[1]  # type: ignore[union-attr]
    built.update_view(block=1, kernel=kernel.identity)
    pump.settle(built)
    attributed = built.attributions.attributed
    assert attributed is not None
    assert isinstance(attributed.target, KernelTarget)
    assert (attributed.target.block, attributed.target.channel) == (1, 1)
    assert attributed.title.startswith("activation of kernel 2 of block 1, at row 15")
    built.attributions.choose(quantity="sum")
    pump.settle(built)
    found = built.attributions.found
    built.update_view(block=2)  # counts for kernels alone
    pump.settle(built)
    assert built.attributions.found is found
