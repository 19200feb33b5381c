"""A network that was trained further is served as any other model."""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
import torch

from flimbuilder.errors import InputError, ModelError
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.imaging.read import read_image
from flimbuilder.imaging.write import write_png
from flimbuilder.model.further_training import make_finetuned_model, network_of
from flimbuilder.model.large_decoding import LargeDecoding
from flimbuilder.model.model import Model, load_model
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.workflow.evaluation.decoder_choices import list_choices
from flimbuilder.workflow.info import describe
from flimbuilder.workflow.predict import predict_files
from tests.learned_models import image, learned_model

IN_TILES = 10**5  # bytes


def batch(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


def trained(classes: int = 2, decoder: str = "ml", seed: int = 0) -> tuple[Model, UShapedNetwork]:
    """A model, and a network with random changes, as if it had been trained."""
    model = learned_model(classes=classes, decoder=decoder)
    network = network_of(model, [batch(image())])
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in network.parameters():
            value.add_(0.1 * torch.randn(value.shape, generator=generator))
    return model, network


def predicted(network: UShapedNetwork, pixels: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return network.probabilities(network(batch(pixels)))[0].numpy()


@pytest.mark.parametrize("classes", [2, 3])
def test_the_network_begins_as_the_decoder_of_the_markers(classes: int) -> None:
    model = learned_model(classes=classes, decoder="ml")
    before = model.saliency(image()) if classes == 2 else model.saliency(image()).argmax(axis=0)

    network = network_of(model, [batch(image())])

    after = predicted(network, image())
    assert before.std() > 0.01
    if classes == 2:  # the log-odds are divided by 4
        logits = np.log(before / (1 - before).clip(1e-7))
        clear = np.abs(logits) < 12
        np.testing.assert_allclose(after[clear], 1 / (1 + np.exp(-logits[clear] / 4)), atol=1e-3)
    else:
        assert (after.argmax(axis=0) == before).mean() > 0.99


def test_maps_enter_the_decoder_with_mean_0_and_deviation_1() -> None:
    model = learned_model()
    images = [image(seed=seed, sides=sides) for seed, sides in enumerate(((23, 31), (16, 12)))]
    maps = [model.activations(pixels) for pixels in images]

    network = network_of(model, [batch(pixels) for pixels in images])

    for block in (1, 2):
        of_block = [blocks[block - 1].reshape(8 - block, -1) for blocks in maps]
        values = np.concatenate(of_block, axis=1)
        scaling = network.decoder.part("scaling", block)
        assert scaling.mean.numpy() == pytest.approx(values.mean(axis=1), abs=1e-5)
        assert scaling.deviation.numpy() == pytest.approx(values.std(axis=1), rel=1e-4)


def test_the_model_is_not_changed_by_training() -> None:
    model = learned_model(decoder="ml")
    before = {name: tensor.clone() for name, tensor in model.tensors().items()}
    network = network_of(model, [batch(image())])

    loss = network(batch(image())).square().mean()
    loss.backward()
    torch.optim.SGD(network.parameters(), lr=1.0).step()

    assert all(torch.equal(tensor, before[name]) for name, tensor in model.tensors().items())
    assert all(value.grad is not None for value in network.encoder_parameters())


@pytest.mark.parametrize("classes", [2, 3])
def test_a_folder_gives_what_the_network_gave(tmp_path: Path, classes: int) -> None:
    model, network = trained(classes)
    expected = predicted(network, image())

    served = make_finetuned_model(model, network, {"epochs": 3})
    served.write(tmp_path / "model")
    loaded = load_model(tmp_path / "model")

    assert expected.std() > 0.01
    assert loaded.document == served.document
    for one_model in (served, loaded):
        np.testing.assert_allclose(one_model.saliency(image()), expected, atol=1e-6)
    assert set(np.unique(loaded.predict(image()))) <= {0, *range(1, classes)}
    record = json.loads((tmp_path / "model" / "model.json").read_text())["finetuning"]
    n_weights = sum(value.numel() for value in network.parameters())
    assert record == {
        "epochs": 3, "from": model.document.fingerprint, "parameters": n_weights
    }  # fmt: skip
    assert describe(tmp_path / "model")["parameters"] == n_weights
    # the file that needs only torch
    alone = import_encoder(tmp_path / "model").load(tmp_path / "model")
    activations, saliency = alone(batch(image()))
    np.testing.assert_allclose(saliency[0].numpy(), expected, atol=1e-6)
    assert len(activations) == 2


def import_encoder(folder: Path):
    spec = spec_from_file_location("finetuned_encoder", folder / "encoder.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["finetuned_encoder"] = module
    spec.loader.exec_module(module)
    return module


def test_other_decoders_decode_the_trained_encoder(tmp_path: Path) -> None:
    model, network = trained()
    served = make_finetuned_model(model, network, {})

    chosen = served.choose("lm", 1)

    assert served.saliency(image(), chosen).shape == (1, 23, 31)
    ids = [choice.id for choice in list_choices(served, decoder="all", block="all")]
    assert ids.count("unet") == 1
    assert "ml" not in ids  # its weights belong to the encoder before training


def test_the_weights_of_the_markers_stay_with_an_encoder_that_did_not_change() -> None:
    model = learned_model(decoder="ml")
    network = network_of(model, [batch(image())])

    served = make_finetuned_model(model, network, {})

    np.testing.assert_array_equal(
        served.saliency(image(), served.choose("ml")), model.saliency(image())
    )


def test_large_images_are_predicted_in_tiles(tmp_path: Path) -> None:
    model, network = trained()
    served = make_finetuned_model(model, network, {})
    pixels = np.tile(image(sides=(60, 70)), (3, 2, 1))
    write_png(tmp_path / "large.png", (255 * pixels).astype(np.uint8))

    written = []
    for name, memory in (("whole", 10**9), ("tiles", IN_TILES)):
        (files,) = predict_files(
            served, [tmp_path / "large.png"], tmp_path / name, memory=memory, mask=True
        )
        written.append(
            [read_image(path).pixels.astype(int) for path in (*files.saliency, files.mask)]
        )

    assert np.abs(written[0][0] - written[1][0]).max() <= 2
    assert written[0][0].std() > 100
    decoding = LargeDecoding(served, served.document.decoder, pixels, tile_bytes=200_000)
    assert len(decoding.grid) > 4
    while not decoding.is_done:
        decoding.step()
    np.testing.assert_allclose(decoding.saliency, served.saliency(pixels), atol=2e-3)


def test_a_trained_model_is_trained_on(tmp_path: Path) -> None:
    model, network = trained()
    make_finetuned_model(model, network, {}).write(tmp_path / "model")

    again = network_of(load_model(tmp_path / "model"), [batch(image(seed=1))])

    assert predicted(again, image()) == pytest.approx(predicted(network, image()), abs=1e-6)


def test_a_seed_gives_the_same_random_network() -> None:
    encoder = learned_model().encoder
    first, second = (UShapedNetwork(encoder, 2, seed=7) for _ in range(2))
    for network in (first, second):
        network.initialise(3, encoder=True)

    pairs = zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    assert all(torch.equal(*pair) for pair in pairs)
    assert not torch.equal(first.encoder.block1.conv.weight, encoder.block1.conv.weight)
    assert predicted(first, image()) == pytest.approx(1 / 3, abs=1e-6)  # all log-odds are 0


# Mistakes


def test_only_a_trained_model_has_the_decoder() -> None:
    model = learned_model()
    with pytest.raises(InputError, match="finetune"):
        model.choose("unet")
    with pytest.raises(InputError, match="finetune"):
        model.saliency(image(), DecoderChoice(id="unet"))
    assert "unet" not in [choice.id for choice in list_choices(model, decoder="all")]


def test_it_decodes_all_blocks() -> None:
    served = make_finetuned_model(*trained(), {})
    with pytest.raises(InputError, match="all 2 blocks"):
        served.choose("unet", 1)
    with pytest.raises(InputError, match="no weight for each kernel"):
        served.kernel_weights(served.encode(image()))


def test_networks_of_other_models() -> None:
    model, network = trained()
    with pytest.raises(InputError, match="object_classes=2"):
        make_finetuned_model(learned_model(classes=3), network, {})
    other = UShapedNetwork(learned_model(channels=1).encoder)
    with pytest.raises(InputError, match="other kernels"):
        make_finetuned_model(model, other, {})
    with torch.no_grad():
        next(network.decoder_parameters())[0] = torch.nan
    with pytest.raises(InputError, match="NaN"):
        make_finetuned_model(model, network, {})
    with pytest.raises(InputError, match="object_classes is 0"):
        UShapedNetwork(model.encoder, 0)


def test_files_that_do_not_fit(tmp_path: Path) -> None:
    make_finetuned_model(*trained(), {}).write(tmp_path)
    document = json.loads((tmp_path / "model.json").read_text())
    document["decoder"] |= {"block": 1, "fused": []}
    (tmp_path / "model.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match="decodes all 2 blocks"):
        load_model(tmp_path)
    document["decoder"] = {"id": "lm", "block": 1}
    (tmp_path / "model.json").write_text(json.dumps(document))
    with pytest.raises(ModelError, match="not of this model"):
        load_model(tmp_path)
