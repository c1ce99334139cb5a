"""Generation and multiple-choice scoring, beside transformers."""

import json

import shapes


def bench(part, model, kind, name, **flags):
    """Runs smoltulu bench; gives the object it writes."""
    output = part.path(name)
    words = ["bench", kind, "--model", model, "--device", part.device, "--output", output]
    for flag, value in flags.items():
        words += ["--" + flag.replace("_", "-"), str(value)]
    ended = part.program(*words)
    with open(output) as file:
        found = json.load(file)
    del found["model"]
    return dict(found, peak_bytes=ended.peak)


def generate(part):
    shape, prompt, new, batches = ("tiny", 8, 8, [1, 4]) if part.quick else ("135M", 64, 128, [1, 32, 256])
    measure(part, "generate", shape, [(str(batch), dict(batch=batch, prompt_tokens=prompt, new_tokens=new))
                                      for batch in batches])


def score(part):
    shape, items = ("tiny", 8) if part.quick else ("135M", 400)
    measure(part, "score", shape, [("items", dict(items=items, batch_tokens=8192 if part.on_card else 1024))])


def measure(part, kind, shape, runs):
    model = part.path("model")
    shapes.write_model(model, shape, 2048)
    part.data.update(shape=shape, rounds=1 if part.quick else 3)
    for key, flags in runs:
        flags = dict(flags, rounds=part.data["rounds"])
        part.piece("smoltulu-" + key, lambda: bench(part, model, kind, key + ".json", **flags))
        words = []
        for flag, value in flags.items():
            words += ["--" + flag.replace("_", "-"), value]
        part.piece("torch-" + key, lambda: part.torch("torch_generate", "--config", model, "--kind", kind, *words))
