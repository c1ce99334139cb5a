"""Right numbers: against a file of reference numbers, and against PyTorch on the same card."""

import glob
import json
import os

import shapes
import training

EXACT = 1e-4
ROUNDED = 0.01


def golden_numbers(part):
    """The reference file and its model's folder."""
    if not part.options.golden:
        raise part.Skipped("no --golden FILE was given")
    with open(part.options.golden) as file:
        numbers = json.load(file)
    return numbers, part.options.golden_model or os.path.join(os.path.dirname(part.options.program), "models",
                                                              numbers["model"])


def golden(part):
    """The reference file's sft runs: token_mean and sum, and clipping with warm-up, decline and decay."""
    numbers, model = golden_numbers(part)
    rows = part.path("rows.jsonl")
    sequences = numbers["sft_token-mean"]["sequences"]
    shapes.write_rows(rows, [dict(input_ids=row["input_ids"], labels=row["labels"]) for row in sequences])
    common = dict(batch_size=len(sequences), max_steps=10, learning_rate=numbers["sft_token-mean"]["adamw"]["lr"])
    mean, total, clipped = (numbers[key] for key in ("sft_token-mean", "sft_sum", "sft_clip_linear_decay"))

    def compare(name, expected, norms, limit, **keys):
        found = part.piece(name, lambda: training.losses(part, model, rows, name, **dict(common, **keys)))
        if found:
            found["loss_difference"] = training.difference(found["losses"], expected)
            part.check(name + " losses", found["loss_difference"] <= limit, found["loss_difference"],
                       "at most %g relative" % limit)
        if found and norms:
            found["norm_difference"] = training.difference(found["grad_norms"], norms)
            part.check(name + " gradient norms", found["norm_difference"] <= limit, found["norm_difference"],
                       "at most %g relative" % limit)

    compare("token_mean-fp32", mean["adamw"]["losses"], mean["adamw"]["grad_norms"], EXACT, precision="fp32")
    compare("sum-fp32", total["adamw"]["losses"], total["adamw"]["grad_norms"], EXACT, precision="fp32",
            loss_reduction="sum")
    compare("clipped-fp32", clipped["losses"], None, EXACT, precision="fp32", lr_scheduler_type="linear",
            warmup_steps=3, max_grad_norm=0.5, weight_decay=0.1)
    if part.on_card:
        # Norms of bf16 gradients have no bound of their own here: they are told, not judged.
        compare("token_mean-bf16", mean["adamw"]["losses"], None, ROUNDED, precision="bf16")
    else:
        part.data["token_mean-bf16"] = dict(skipped="bf16 runs on cards only")


def text(part):
    """What the reference model writes and how well it predicts that, on the card and on the processor."""
    _, model = golden_numbers(part)
    story = part.path("story.txt")

    def write(device):
        ended = part.program("generate", "--model", model, "--prompt", "Once upon a time", "--max-new-tokens", 100,
                             "--json", "--device", device)
        return json.loads(ended.out)

    def perplexity(device):
        output = part.path("on-" + device.replace(":", "-"))
        part.program("eval", "--model", model, "--tasks", "perplexity", "--data", story, "--output", output, "--device",
                     device)
        with open(glob.glob(os.path.join(glob.escape(output), "results_*.json"))[0]) as file:
            return json.load(file)["results"]["perplexity"]["bits_per_byte,none"]

    expected = write("cpu")
    with open(story, "w") as file:
        file.write("Once upon a time" + expected["text"])
    part.data["story"] = expected["text"]
    found = part.piece("generate", lambda: write(part.device))
    if found:
        pairs = zip(found["token_ids"], expected["token_ids"])
        equal = next((place for place, (one, other) in enumerate(pairs) if one != other), len(expected["token_ids"]))
        # In 16 bits two tokens that are about as likely may change places; what follows is another story.
        least = 10 if part.on_card else len(expected["token_ids"])
        part.check("tokens as on the processor", equal >= least, equal, "at least the first %d" % least)
    bits = part.piece("perplexity", lambda: dict(cpu=perplexity("cpu"), here=perplexity(part.device)
                                                 if part.on_card else None))
    if bits and part.on_card:
        off = training.difference([bits["here"]], [bits["cpu"]])
        part.check("bits a byte as on the processor", off <= ROUNDED, off, "at most %g relative" % ROUNDED)


def reference(part):
    """A model that transformers makes and saves, trained by both on the same ids for twenty steps."""
    shape, rows, length, steps = ("tiny", 2, 32, 4) if part.quick else ("135M", 4, 512, 20)
    base, data = part.path("base"), part.path("rows.jsonl")
    part.require_torch()
    os.makedirs(base)
    with open(os.path.join(base, "config.json"), "w") as file:
        json.dump(shapes.config(shape, 2048), file)
    shapes.write_rows(data, [dict(input_ids=shapes.ids(row, length, shapes.config(shape)["vocab_size"]))
                             for row in range(rows * steps)])
    part.data.update(shape=shape, rows_a_step=rows, length=length, steps=steps, learning_rate=1e-4)
    model = part.path("model")
    torch = part.torch("torch_numerics", "--config", base, "--rows", data, "--batch", rows, "--steps", steps,
                       "--learning-rate", 1e-4, "--save", model)
    part.data["torch"] = torch
    common = dict(batch_size=rows, max_steps=steps, learning_rate=1e-4, max_length=length,
                  micro_batch_tokens=rows * length)
    for precision, limit in [("fp32", EXACT)] + ([("bf16", ROUNDED)] if part.on_card else []):
        ours = part.piece(precision, lambda: training.losses(part, model, data, precision, precision=precision,
                                                             **common))
        if not ours:
            continue
        ours["loss_difference"] = training.difference(ours["losses"], torch["fp32"]["losses"])
        ours["norm_difference"] = training.difference(ours["grad_norms"], torch["fp32"]["grad_norms"])
        first = training.difference(ours["losses"][:1], torch["fp32"]["losses"][:1])
        part.check(precision + " first loss", first <= limit, first, "at most %g relative to PyTorch's fp32" % limit)
        part.check(precision + " losses", ours["loss_difference"] <= limit, ours["loss_difference"],
                   "at most %g relative over %d steps" % (limit, steps))
        if precision == "fp32":
            part.check("fp32 gradient norms", ours["norm_difference"] <= 10 * limit, ours["norm_difference"],
                       "at most %g relative over %d steps" % (10 * limit, steps))
