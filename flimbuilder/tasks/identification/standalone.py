"""The ``encoder.py`` of a classifier folder, which runs without flimbuilder."""

from flimbuilder.flim import classifier
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.standalone import encoder_source

__all__ = ["classifier_source"]

_FOOTER = '''def load_classifier(folder: "str | Path") -> ImageClassifierNetwork:
    """Load the classifier of a folder (classifier.json and classifier.safetensors).

    It takes images as the network does and returns a score for each class, (N, classes), whose
    names are in its attribute `classes`; `classify(images)` returns names. A classifier of objects
    takes patches of the side that classifier.json states.

    Raises ValueError if the files are not of one classifier.
    """
    folder = Path(folder)
    document = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    content = (folder / "classifier.safetensors").read_bytes()
    is_same = hashlib.sha256(content).hexdigest() == document["digest"]
    if not is_same or document["fingerprint"] != model["fingerprint"]:
        raise ValueError(f"{folder}: the files are not of one classifier; train it again")
    head = ClassifierHead(document["head"], len(document["classes"]), read_tensors(content))
    pooling = MapPooling(document["pooling"]["kind"], document["pooling"]["cells"])
    network = ImageClassifierNetwork(
        load(folder), document["blocks"], pooling, head, document["classes"]
    )
    return network.eval().requires_grad_(False)


def read_tensors(content: bytes) -> "dict[str, Tensor]":
    """Return the float32 tensors of a safetensors file."""
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            part = bytearray(content[start + first : start + last])
            octets = torch.frombuffer(part, dtype=torch.uint8)
            if sys.byteorder == "big":
                octets = octets.view(-1, 4).flip(1).flatten()
            tensors[name] = octets.view(torch.float32).view(entry["shape"])
    return tensors
'''


def classifier_source(document: ModelDocument) -> str:
    """Return the source of the ``encoder.py`` of a classifier of a model."""
    return encoder_source(document, (classifier.__name__,), _FOOTER)
