"""Where the time goes: the operators of a training step and of decoding, summed by ONNX Runtime's profiler."""

import json

import generation
import shapes
import training

CARD = "CUDAExecutionProvider"


def profile(part):
    shape, length, rows = ("tiny", 32, 4) if part.quick else ("135M", 2048, 8)
    model, data, file = part.path("model"), part.path("rows.jsonl"), part.path("profile.json")
    shapes.write_model(model, shape, length)
    shapes.write_rows(data, [dict(input_ids=shapes.ids(row, length, shapes.config(shape)["vocab_size"]))
                             for row in range(rows)])
    part.data.update(shape=shape, length=length, rows_a_step=rows)

    def train():
        training.run(part, "sft", model, data, "run", batch_size=rows, max_steps=5, max_length=length,
                     micro_batch_tokens=rows * length, profile=file)
        return read(part, file, "training")

    part.piece("training", train)

    def decode():
        generation.bench(part, model, "generate", "decode.json", batch=4 if part.quick else 32, prompt_tokens=16,
                         new_tokens=16, rounds=1, profile=file)
        return read(part, file, "decoding")

    part.piece("decoding", decode)


def read(part, file, what):
    with open(file) as opened:
        found = json.load(opened)
    if part.on_card:
        # What is on the host must be small: shapes and scalars, not values of the model.
        host = sum(row["seconds"] for row in found["operators"]
                   if row["provider"] != CARD or row["operator"].startswith("Memcpy"))
        share = host / max(found["node_seconds"], 1e-9)
        found["host_share"] = share
        part.check(what + ": nodes on the host and copies", share < 0.02, round(share, 4), "less than 0.02 of the time")
    del found["parts"][60:]
    return found
