"""build, predict, evaluate and export: options and output."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from flimbuilder.analysis.measures import MEASURES
from flimbuilder.errors import InputError
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model import model as model_module
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.architecture import DEFAULT_ARCHITECTURE, Block
from flimbuilder.project.decoders import DECODERS
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.folder import open_project
from flimbuilder.workflow.build import with_learning_options
from tests.cli.commands import mistake, ok, ok_json, refused, run
from tests.cramped import cramped
from tests.scenes import Scene, label_map, seeds_of, write_scene, write_seeds_file

pytestmark = pytest.mark.slow

WEIGHTLESS = [decoder for decoder, kind in DECODERS.items() if not kind.needs_weights]


# build


def test_build_lists_its_blocks(project: Path, tmp_path: Path) -> None:
    lines = ok("build", project, "--out", tmp_path / "M").stdout.splitlines()
    assert lines[0] == str(tmp_path / "M")
    assert lines[1].split() == ["block", "kernels", "deleted", "receptive", "field", "parameters"]
    assert lines[2].split() == ["1", "6", "0", "5", "168"]
    assert lines[4].startswith("fingerprint ")
    assert lines[5].startswith("read 0.")


def test_build_writes_into_the_project_by_default(project: Path) -> None:
    output = ok_json("build", project)
    assert output["model"] == str(project / "models" / "default")
    assert ok_json("build", project, "--verify")["identical"] is True
    assert ok_json("info", project / "models" / "default")["fingerprint"] == output["fingerprint"]


def test_build_with_selected_kernels(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "selected"
    built = ok_json("build", project, "--selection", "fisher", "--out", out)
    assert open_project(project).project.architecture.selection == "none"
    assert load_model(out).document.architecture.selection == "fisher"
    for block in built["blocks"]:
        assert len(block["auc"]) == len(block["fisher"]) == block["kernels"]
        assert all(0 <= auc <= 1 for auc in block["auc"])
        assert all(fisher >= 0 for fisher in block["fisher"])
    message = refused("build", project, "--selection", "lda")
    assert message == "--selection 'lda': choose none, fisher or auc"


def test_build_with_restarts_of_k_means(project: Path, tmp_path: Path) -> None:
    once, same, several = (
        ok_json("build", project, "--out", tmp_path / name, *words)["fingerprint"]
        for name, words in {
            "once": (), "same": ("--restarts", "1"), "several": ("--restarts", "8"),
        }.items()
    )  # fmt: skip
    assert once == same != several
    assert open_project(project).project.architecture.restarts == 1
    assert load_model(tmp_path / "several").document.architecture.restarts == 8
    assert refused("build", project, "--restarts", "0") == "--restarts 0: give 1 to 100"
    assert "give 1 to 100" in refused("build", project, "--restarts", "101")


@pytest.mark.parametrize(
    "change", [{"estimator": "bofp"}, {"blocks": (Block(reduction="none"), Block(kernels=None))}]
)
def test_learning_options_without_effect_are_refused(
    project: Path, change: dict[str, object]
) -> None:
    opened = open_project(project).project
    unreduced = opened.with_(architecture=opened.architecture.with_(**change))
    assert with_learning_options(unreduced, restarts=1, selection="none") == unreduced
    for name, value in (("restarts", 8), ("selection", "auc")):
        with pytest.raises(InputError, match=f"--{name} {value}: has no effect"):
            with_learning_options(unreduced, **{name: value})


def test_verify_in_words(project: Path, model: Path) -> None:
    words = ("build", project, "--out", model, "--verify")
    assert ok(*words).stdout.endswith("\nidentical to the stored model\n")
    opened = open_project(project)
    opened.save(opened.project.with_(seed=9))
    result = run(*words)
    assert result.status == 1
    assert "\nnot identical to the stored model: the largest difference of its" in result.stdout
    assert "model.json: seed" in result.stdout
    assert result.stderr == ""


def test_verify_leaves_the_stored_model_alone(project: Path, model: Path) -> None:
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    opened = open_project(project)
    opened.save(opened.project.with_(seed=9))
    assert run("build", project, "--out", model, "--verify").status == 1
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


def test_verify_of_other_shapes(project: Path, model: Path) -> None:
    opened = open_project(project)
    blocks = opened.project.architecture.blocks[:1]
    architecture = opened.project.architecture.with_(blocks=blocks)
    opened.save(opened.project.with_(architecture=architecture))
    result = run("build", project, "--out", model, "--verify")
    assert result.status == 1
    assert "not identical to the stored model: its tensors have other shapes" in result.stdout


def test_threads_do_not_change_the_model(project: Path, model: Path, tmp_path: Path) -> None:
    before = torch.get_num_threads()
    try:
        ok("build", project, "--out", model, "--verify", "--threads", "2")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_images_elsewhere_are_found(scene: Scene, project: Path, tmp_path: Path) -> None:
    away = tmp_path / "far" / "away" / "images"
    away.parent.mkdir(parents=True)
    scene.images.rename(away)
    words = ("build", project, "--out", tmp_path / "M")
    assert "is missing, and no file" in run(*words).stderr
    ok(*words, "--images", tmp_path / "far")


def test_a_build_may_have_another_decoder_than_its_project(project: Path, tmp_path: Path) -> None:
    output = ok_json("build", project, "--decoder", "mb", "--block", 1, "--out", tmp_path / "M")
    of_first = {"block": 1, "blocks": [1], "weights": [], "bias": [], "scale": "image"}
    assert output["decoder"] == {"id": "mb", **of_first}
    assert ok_json("info", tmp_path / "M")["decoder"]["id"] == "mb"
    assert open_project(project).project.decoder == DecoderChoice(id="lm")
    fused = ok_json("build", project, "--block", "1+2", "--out", tmp_path / "F")
    assert fused["decoder"] == {"id": "lm", **of_first, "block": "1+2", "blocks": [1, 2]}
    words = ("build", project, "--decoder", "mb", "--block", 1, "--out", tmp_path / "M")
    assert ok_json(*words, "--verify")["identical"] is True


def test_a_project_with_a_retired_decoder_uses_its_successor(
    project: Path, tmp_path: Path
) -> None:
    opened = open_project(project)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="auto")))
    before = (project / "project.json").read_bytes()
    note = f"{project}: decoder 'auto' is no longer offered; the project now uses 'ml'"
    assert ok_json("info", project)["notes"] == [note]
    result = ok("build", project, "--out", tmp_path / "M")
    assert result.stderr.count(note) == 1
    assert result.stdout.splitlines()[-1] == "decoder ml, block 1+2"
    assert (project / "project.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--decoder", "auto"), "decoder 'auto' is no longer offered; use 'ml'"),
        (("--decoder", "auto", "--block", 1), "decoder 'auto' is no longer offered; use 'ml'"),
        (("--decoder", "nearest"), "nearest"),
        (("--block", 9), "9"),
        (("--block", "first"), "give a number from 1"),
    ],
)
def test_impossible_decoders_are_refused(
    project: Path, words: tuple[object, ...], reason: str
) -> None:
    assert reason in refused("build", project, *words)


# predict and evaluate


def test_predict_lists_what_it_wrote(scene: Scene, model: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("predict", model, scene.image("a"), scene.image("c"), "--out", out)
    assert ok(*words).stdout == f"{out}: saliency of 2 images\n"
    assert ok(*words, "--mask").stdout == f"{out}: saliency and masks of 2 images\n"
    every = ("--area", 0, 9999, "--activations")
    alone = ok("predict", model, scene.image("a"), "--out", tmp_path / "one", *every).stdout
    assert alone == f"{tmp_path / 'one'}: saliency, mask and activation maps of 1 image\n"
    output = ok_json(*words, "--mask", "--activations")["results"]
    assert output[1] == {
        "image": str(scene.image("c")),
        "selection": None,
        "saliency": [str(out / "c.png")],
        "mask": str(out / "c_mask.png"),
        "activations": [str(out / "c_block1.npy"), str(out / "c_block2.npy")],
        "outputs": {},
        "objects": None,
        "notes": [],
    }
    assert all(Path(path).is_file() for result in output for path in result["activations"])


def test_threads_limit_torch(scene: Scene, model: Path, tmp_path: Path) -> None:
    before = torch.get_num_threads()
    commands: list[tuple[object, ...]] = [
        ("predict", model, scene.images, "--out", tmp_path / "out"),
        ("evaluate", model, "--images", scene.images, "--labels", scene.labels),
    ]
    for threads, words in enumerate(commands, start=2):
        try:
            ok(*words, "--threads", threads)
            assert torch.get_num_threads() == threads
        finally:
            torch.set_num_threads(before)


def test_any_device(scene: Scene, model: Path, tmp_path: Path) -> None:
    for device in ("cpu", "auto", *(["cuda"] if torch.cuda.is_available() else [])):
        ok("predict", model, scene.images, "--out", tmp_path / device, "--device", device)
    on_cpu, on_auto = (
        read_image(tmp_path / device / "c.png").pixels.astype(int) for device in ("cpu", "auto")
    )
    assert np.abs(on_cpu - on_auto).max() <= 2  # of 65535
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    assert ok_json(*words, "--device", "auto")["notes"] == []


def test_a_lack_of_memory_is_reported_in_one_line(
    scene: Scene, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(folder: Path, device: torch.device | None = None) -> Model:
        return cramped(load_model(folder), room=0)[0]

    monkeypatch.setattr(model_module, "load_model", load)
    commands: list[tuple[object, ...]] = [
        ("predict", model, scene.image("a"), "--out", tmp_path / "out"),
        ("evaluate", model, "--images", scene.image("a"), "--labels", scene.labels),
    ]
    note = (
        "a.png: too large for the memory of device cpu:0; computed on the CPU, as all images of "
        "its size or larger"
    )
    for words in commands:
        result = ok(*words, "--json")
        assert json.loads(result.stdout)["notes"] == [note]
        assert result.stderr.splitlines()[0] == f"note: {note}"


def mask_of(scene: Scene, model: Path, out: Path, *options: object) -> np.ndarray:
    ok("predict", model, scene.image("a"), "--out", out, "--mask", *options)
    return read_image(out / "a_mask.png").pixels[..., 0] > 0


def test_options_of_the_mask(scene: Scene, model: Path, tmp_path: Path) -> None:
    own = mask_of(scene, model, tmp_path)
    assert own.any()
    assert (mask_of(scene, model, tmp_path, "--threshold", "otsu") == own).all()
    saliency = read_image(tmp_path / "a.png").pixels[..., 0] / 65535
    high = mask_of(scene, model, tmp_path, "--threshold", "0.7")
    assert (high == (saliency > 0.7)).mean() > 0.999
    assert not mask_of(scene, model, tmp_path, "--threshold", "1").any()
    assert not mask_of(scene, model, tmp_path, "--area", "100000", "200000").any()
    assert (mask_of(scene, model, tmp_path, "--area", "0", "100000") == own).all()
    inner = mask_of(scene, model, tmp_path, "--drop-border", "--threshold", "0.01")
    for side in (inner[0], inner[-1], inner[:, 0], inner[:, -1]):
        assert not side.any()


@pytest.mark.parametrize(
    "method", ["watershed", "random-walker", "dynamic-trees", "saliency-walker"]
)
def test_a_mask_may_follow_the_colours_of_the_image(
    scene: Scene, model: Path, tmp_path: Path, method: str
) -> None:
    cut = mask_of(scene, model, tmp_path, "--delineation", "none")
    refined = mask_of(scene, model, tmp_path, "--delineation", method)
    assert (mask_of(scene, model, tmp_path) == cut).all()
    assert refined.any()
    assert (refined != cut).any()
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    output = ok_json(*words, "--delineation", method)["results"][0]
    plain = ok_json(*words)["results"][0]
    assert output["mae"] == plain["mae"]
    assert output["dice"] != plain["dice"]


def test_options_of_the_refinement(scene: Scene, model: Path, tmp_path: Path) -> None:
    refine = ("--delineation", "watershed", "--threshold", "0.5")
    plain = mask_of(scene, model, tmp_path, *refine)
    assert (
        mask_of(scene, model, tmp_path, *refine, "--erosion", 1, "--dilation", 7) == plain
    ).all()
    assert (mask_of(scene, model, tmp_path, *refine, "--dilation", 1) != plain).any()
    filled = mask_of(scene, model, tmp_path, "--threshold", "0.5", "--fill-holes")
    holed = mask_of(scene, model, tmp_path, "--threshold", "0.5", "--no-fill-holes")
    assert (filled >= holed).all()
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    ok(*words, *refine, "--fill-holes", "--erosion", 2, "--dilation", 3)
    assert "'--erosion'" in refused(*words, "--erosion", 1000)


def test_options_of_the_mask_imply_it(scene: Scene, model: Path, tmp_path: Path) -> None:
    ok("predict", model, scene.image("a"), "--out", tmp_path, "--threshold", "0.5")
    assert (tmp_path / "a_mask.png").is_file()


def test_an_unknown_delineation_is_refused(scene: Scene, model: Path) -> None:
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    message = refused(*words, "--delineation", "scissors")
    assert message == (
        "--delineation 'scissors': choose auto, none, watershed, random-walker, dynamic-trees, "
        "saliency-walker or contrast"
    )


def test_the_models_settings_are_the_defaults(scene: Scene, project: Path, tmp_path: Path) -> None:
    opened = open_project(project)
    settings = Delineation(threshold=0.6, area=(100_000, 200_000), drop_border=True)
    opened.save(opened.project.with_(delineation=settings))
    ok("build", project, "--out", tmp_path / "M")
    assert not mask_of(scene, tmp_path / "M", tmp_path / "out").any()
    area = ("--area", "0", "9999")
    some = mask_of(scene, tmp_path / "M", tmp_path / "out", *area)
    more = mask_of(scene, tmp_path / "M", tmp_path / "out", *area, "--threshold", "0.1")
    most = ("--keep-border", "--threshold", "0")
    assert 0 < some.sum() < more.sum()
    assert more.sum() < mask_of(scene, tmp_path / "M", tmp_path / "out", *area, *most).sum()


def test_evaluate_shows_each_image_and_the_mean(scene: Scene, model: Path) -> None:
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    lines = ok(*words).stdout.splitlines()
    assert lines[0] == "block 2, lm"
    assert lines[1].split() == [
        "image", "MAE", "Fadap", "Fmax", "Fwei", "S", "E", "Dice", "IoU", "prec", "rec"
    ]  # fmt: skip
    assert [line.split()[0] for line in lines[2:5]] == ["a", "b", "c"]
    assert lines[5] == "mean over the images"
    (output,) = ok_json(*words)["results"]
    assert list(output) == ["block", "decoder", "images", *MEASURES, "per_image"]
    assert lines[7].split()[:3] == ["2", "lm", f"{output['mae']:.3f}"]
    assert output["mae"] == pytest.approx(
        np.mean([row["mae"] for row in output["per_image"].values()])
    )


def test_evaluate_writes_a_table_and_pictures(scene: Scene, model: Path, tmp_path: Path) -> None:
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    ok(*words, "--decoder", "all", "--csv", tmp_path / "t.csv", "--pictures", tmp_path / "p")
    table = (tmp_path / "t.csv").read_text().splitlines()
    assert table[0] == ",".join(("block", "decoder", "image", *MEASURES))
    assert len(table) == 1 + 3 * len([*WEIGHTLESS, "ml"])
    assert (tmp_path / "p" / "precision_recall.svg").is_file()
    assert read_image(tmp_path / "p" / "a_strip.png").pixels.ndim == 3


def test_the_place_of_the_table_is_checked_first(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    (tmp_path / "file").touch()
    options = ("--csv", tmp_path / "file" / "t.csv", "--pictures", tmp_path / "p")
    assert "can't create the folder" in mistake(run(*words, *options))
    assert not list(tmp_path.rglob("*_strip.png"))


def test_evaluate_all(scene: Scene, model: Path) -> None:
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    output = ok_json(*words, "--block", "all", "--decoder", "all")["results"]
    choices = [(result["block"], result["decoder"]) for result in output]
    assert choices == [*product([1, 2], WEIGHTLESS), ("1+2", "ml")]
    lines = ok(*words, "--block", "all", "--decoder", "mb").stdout.splitlines()
    assert [line.split()[:2] for line in lines[2:]] == [["1", "mb"], ["2", "mb"]]


def test_fused_blocks(scene: Scene, model: Path, tmp_path: Path) -> None:
    saliency = {}
    for block in ("1", "2", "1+2", "2+1"):
        ok("predict", model, scene.image("a"), "--out", tmp_path / block, "--block", block)
        saliency[block] = read_image(tmp_path / block / "a.png").pixels.astype(float)
    average = (saliency["1"] + saliency["2"]) / 2
    assert np.abs(saliency["1+2"] - average).max() <= 1
    assert (saliency["2+1"] == saliency["1+2"]).all()
    words = ("evaluate", model, "--images", scene.images, "--labels", scene.labels)
    (output,) = ok_json(*words, "--block", "1+2")["results"]
    assert output["block"] == "1+2"
    assert ok(*words, "--block", "1+2").stdout.splitlines()[0] == "block 1+2, lm"


def test_a_trained_decoder_through_every_command(
    scene: Scene, project: Path, tmp_path: Path
) -> None:
    opened = open_project(project)
    opened.save(opened.project.with_(decoder=DecoderChoice(id="bp", block=1)))
    output = ok_json("build", project, "--out", tmp_path / "M")
    assert "train" in output["seconds"]
    assert ok_json("build", project, "--out", tmp_path / "M", "--verify")["identical"] is True
    decoder = ok_json("info", tmp_path / "M")["decoder"]
    assert [len(row) for row in decoder["weights"]] == [output["blocks"][0]["kernels"]]
    assert len(decoder["bias"]) == 1
    words = ("evaluate", tmp_path / "M", "--images", scene.images, "--labels", scene.labels)
    (own,) = ok_json(*words)["results"]
    assert (own["block"], own["decoder"]) == (1, "bp")
    assert own["dice"] > 0.8
    assert "no weights for this block" in refused(*words, "--block", "2")
    assert ok_json(*words, "--block", "2", "--decoder", "mb")["results"][0]["decoder"] == "mb"


def test_a_decoder_learned_from_markers_through_every_command(
    scene: Scene, project: Path, model: Path, tmp_path: Path
) -> None:
    out, black = ("--out", tmp_path / "M"), tmp_path / "black.png"
    write_png(black, np.zeros((40, 48, 3), np.uint8))
    output = ok_json("build", project, "--decoder", "ml", "--block", "all", *out)
    n_kernels = [block["kernels"] for block in output["blocks"]]
    decoder = output["decoder"]
    assert (decoder["id"], decoder["block"], decoder["blocks"]) == ("ml", "1+2", [1, 2])
    assert [len(row) for row in decoder["weights"]] == [sum(n_kernels)]
    assert len(decoder["bias"]) == 1
    assert output["seconds"]["weigh"] > 0
    assert ok_json("build", project, "--decoder", "ml", *out, "--verify")["identical"] is True
    for folder, asked in ((tmp_path / "M", ()), (model, ("--decoder", "ml"))):
        words = ("evaluate", folder, "--images", scene.images, "--labels", scene.labels)
        (result,) = ok_json(*words, *asked)["results"]
        assert (result["block"], result["decoder"]) == ("1+2", "ml")
        assert result["dice"] > 0.8
        ok("predict", folder, black, "--out", tmp_path / "S", *asked)
        assert read_image(tmp_path / "S" / "black.png").pixels.max() < 65535 // 2
    last = ok_json("evaluate", *words[1:], "--decoder", "lm")["results"]
    assert last[0]["block"] == 2
    assert "was learned on block 1+2; for block 2 build" in refused(
        *words, "--decoder", "ml", "--block", "2"
    )
    one = ok_json("build", project, "--decoder", "ml", "--block", "2", *out)["decoder"]
    assert (one["block"], [len(row) for row in one["weights"]]) == (2, n_kernels[1:])


def test_the_scale_of_training_images_through_every_command(
    scene: Scene, project: Path, model: Path, tmp_path: Path
) -> None:
    out, grey = ("--out", tmp_path / "M"), tmp_path / "grey.png"
    write_png(grey, np.full((40, 48, 3), 90, np.uint8))
    assert ok_json("build", project, *out)["decoder"]["scale"] == "image"
    asked = ("--decoder", "lm", "--block", "2", "--scale", "training")
    assert ok_json("build", project, *asked, *out)["decoder"]["scale"] == "training"
    assert ok_json("build", project, *asked, *out, "--verify")["identical"] is True
    assert "decoder lm, block 2, scale training\n" in ok("info", tmp_path / "M").stdout
    assert "scale training" in ok("build", project, *asked, *out).stdout
    for folder, options in ((tmp_path / "M", ()), (model, asked)):
        words = ("evaluate", folder, "--images", scene.images, "--labels", scene.labels)
        (result,) = ok_json(*words, *options)["results"]
        assert result["dice"] > 0.8
        ok("predict", folder, grey, "--out", tmp_path / "S", *options)
        assert read_image(tmp_path / "S" / "grey.png").pixels.max() < 65535 // 2
    ok("predict", tmp_path / "M", grey, "--out", tmp_path / "S", "--scale", "image")
    assert read_image(tmp_path / "S" / "grey.png").pixels.max() in (0, 65535)
    on_image = ok_json(*words, "--decoder", "all", "--block", "all")["results"]
    on_training = ok_json(*words, "--decoder", "all", "--block", "all", "--scale", "training")
    names = [(result["decoder"], result["block"]) for result in on_training["results"]]
    assert names == [(result["decoder"], result["block"]) for result in on_image]
    assert ("ml", "1+2") in names
    for command in (("build", project), words):
        assert "scale 'photo': choose from image, training" in refused(
            *command, "--decoder", "lm", "--scale", "photo"
        )
        assert "decoder 'ml' gives a probability" in refused(
            *command, "--decoder", "ml", "--scale", "training"
        )


def test_evaluate_names_images_without_a_mask(scene: Scene, model: Path) -> None:
    (scene.labels / "b.png").unlink()
    result = run(
        *("evaluate", model, "--images", scene.images, "--labels", scene.labels, "--json")
    )
    assert result.stderr == "note: no mask for 1 image: b.png\n"
    output = json.loads(result.stdout)
    assert output["without_mask"] == ["b.png"]
    assert output["results"][0]["images"] == 2


def test_three_classes_through_every_command(tmp_path: Path) -> None:
    scene = write_scene(tmp_path / "files", classes=2)
    project, model, out = tmp_path / "P", tmp_path / "M", tmp_path / "out"
    ok("import", project, *scene.import_options())
    output = ok_json("info", project)
    assert [entry["id"] for entry in output["classes"]] == [0, 1, 2]
    assert output["images"][0]["markers_per_class"] == {"0": 2, "1": 1, "2": 1}
    ok("build", project, "--decoder", "lm", "--out", model)
    shown = ok("info", model).stdout
    assert "object 2" in shown
    assert shown.endswith("\ndecoder lm, block 2\n")
    (first, *_) = ok_json("predict", model, scene.images, "--out", out, "--mask")["results"]
    assert first["saliency"] == [str(out / "a_class1.png"), str(out / "a_class2.png")]
    assert set(np.unique(read_image(out / "a_mask.png").pixels)) == {0, 1, 2}
    (result,) = ok_json(*("evaluate", model, "--images", scene.images, "--labels", scene.labels))[
        "results"
    ]
    assert result["dice"] > 0.5


# export


def test_export_of_a_model(model: Path, tmp_path: Path) -> None:
    output = ok_json("export", model, tmp_path / "x.pt", "--to", "pytorch")
    assert output == {"format": "pytorch", "written": [str(tmp_path / "x.pt")]}
    state = torch.load(tmp_path / "x.pt", weights_only=True)
    written = ok("export", model, tmp_path, "--to", "safetensors").stdout
    assert written == f"{tmp_path / 'encoder.safetensors'}\n"
    tensors = load_file(tmp_path / "encoder.safetensors")
    assert state.keys() == tensors.keys()
    assert all(state[name].equal(tensor) for name, tensor in tensors.items())
    assert len(ok("export", model, tmp_path / "N", "--to", "model").stdout.splitlines()) == 4
    assert ok_json("info", tmp_path / "N")["fingerprint"] == ok_json("info", model)["fingerprint"]


def test_export_of_a_network_reports_the_difference(
    scene: Scene, model: Path, tmp_path: Path
) -> None:
    words = ["export", model, tmp_path / "x.onnx", "--to", "onnx", "--image", scene.image("a")]
    output = ok_json(*words)
    assert output["written"] == [str(tmp_path / "x.onnx")]
    assert 0 <= output["largest_difference"] <= 1e-4
    note = ok("export", model, tmp_path, "--to", "pt2").stderr
    assert "note: saliency equals the model's to within" in note
    assert (tmp_path / "network.pt2").is_file()


def test_export_of_a_project_builds_the_model(project: Path, model: Path, tmp_path: Path) -> None:
    ok("export", project, tmp_path / "x.pt", "--to", "pytorch")
    state = torch.load(tmp_path / "x.pt", weights_only=True)
    tensors = load_file(model / "encoder.safetensors")
    assert all(state[name].equal(tensor) for name, tensor in tensors.items())


@pytest.mark.parametrize("to", ["seeds", "marker-images", "napari", "labelme"])
def test_markers_go_round_to_the_same_encoder(
    scene: Scene, project: Path, model: Path, tmp_path: Path, to: str
) -> None:
    output = ok_json("export", project, tmp_path / "markers", "--to", to)
    assert len(output["written"]) == 2
    ok("export", project, tmp_path / "arch.json", "--to", "arch-json")
    ok(
        *("import", tmp_path / "Q", "--images", scene.images, "--labels", scene.labels),
        *("--markers", tmp_path / "markers", "--architecture", tmp_path / "arch.json"),
    )
    # an arch.json does not keep the standardisation of images
    again = ok_json("build", tmp_path / "Q", "--standardise", "none", "--out", tmp_path / "N")
    assert again["fingerprint"] == ok_json("info", model)["fingerprint"]


def test_losses_in_an_arch_json_are_noted(project: Path, tmp_path: Path) -> None:
    opened = open_project(project)
    blocks = [block.with_(reduction="pca") for block in opened.project.architecture.blocks]
    changed = opened.project.architecture.with_(blocks=tuple(blocks))
    opened.save(opened.project.with_(architecture=changed))
    result = ok("export", project, tmp_path / "arch.json", "--to", "arch-json")
    assert "note: block 1: reduction 'pca' is lost" in result.stderr


def test_a_new_project_has_the_defaults_through_every_command(
    scene: Scene, tmp_path: Path
) -> None:
    project, model, out = tmp_path / "P", tmp_path / "M", tmp_path / "out"
    ok("import", project, *scene.import_options()[:-2])  # without the architecture
    described = ok_json("info", project)
    assert described["input"] == {"standardise": DEFAULT_ARCHITECTURE.standardise}
    assert described["decoder"]["id"] == "ml"
    n_blocks = len(DEFAULT_ARCHITECTURE.blocks)
    assert len(described["architecture"]["blocks"]) == n_blocks
    built = ok_json("build", project, "--out", model)
    assert built["decoder"]["id"] == "ml"
    assert built["decoder"]["blocks"] == list(range(1, n_blocks + 1))
    described = ok_json("info", model)
    assert described["input"]["standardise"] == DEFAULT_ARCHITECTURE.standardise
    own = mask_of(scene, model, out)
    saliency = read_image(out / "a.png").pixels[..., 0] / 65535
    assert (mask_of(scene, model, out, "--threshold", "auto") == own).all()
    assert (mask_of(scene, model, out, "--threshold", "0.5") == own).all()
    assert (mask_of(scene, model, out, "--delineation", "saliency-walker") == own).all()
    plain = mask_of(scene, model, out, "--delineation", "none")
    assert (plain == (saliency > 0.5)).all()
    assert (mask_of(scene, model, out, "--delineation", "auto") == own).all()
    otsu = mask_of(scene, model, out, "--decoder", "lm", "--threshold", "otsu")
    assert (mask_of(scene, model, out, "--decoder", "lm") == otsu).all()
    labels = ("--images", scene.images, "--labels", scene.labels)
    (result,) = ok_json("evaluate", model, *labels)["results"]
    assert result["dice"] > 0.8
    decoders = {entry["decoder"] for entry in ok_json(
        "evaluate", model, *labels, "--decoder", "all"
    )["results"]}  # fmt: skip
    assert {"ml", "lm"} <= decoders


def test_a_project_without_marked_objects_names_the_way_out(scene: Scene, tmp_path: Path) -> None:
    background = [seed for seed in seeds_of(label_map()) if seed[2] == 0]
    for path in scene.markers.iterdir():
        write_seeds_file(path, background)
    ok("import", tmp_path / "P", *scene.import_options())
    line = refused("build", tmp_path / "P", "--out", tmp_path / "M")
    assert "decoder 'ml' was not learned: no object is marked; draw a marker of an object" in line
    assert not (tmp_path / "M").exists()
    assert ok_json("build", tmp_path / "P", "--decoder", "lm", "--out", tmp_path / "M")
