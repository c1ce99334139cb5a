"""Tokens a second and peak memory of training, beside PyTorch with the same rows a step."""

import shutil
import statistics

import shapes
import training

WARM_UP = 3


def part(shape, length, rows):
    """A part that trains `shape` on full rows of `length` tokens, `rows` a step in one pass."""
    return lambda part: measure(part, shape, length, rows)


def measure(part, shape, length, rows):
    steps = 12
    if part.quick:
        shape, length, rows, steps = "tiny", 32, 4, 5
    cfg = shapes.config(shape, length)
    part.data.update(shape=shape, parameters=shapes.parameters(cfg), length=length,
                     steps="%d after %d that warm up" % (steps - WARM_UP, WARM_UP), flops_formula=shapes.FLOPS_FORMULA,
                     flops_per_token=shapes.flops_per_token(cfg, length),
                     peak_flops=shapes.peak_flops(part.nvml.name()) if part.nvml else None)
    model, data = part.path("model"), part.path("rows.jsonl")
    shapes.write_model(model, shape, length)
    shapes.write_rows(data, [dict(input_ids=shapes.ids(row, length, cfg["vocab_size"]))
                             for row in range(rows * steps)])
    rows = ours(part, model, data, length, rows, steps)
    part.data["rows_a_step"] = rows
    for mode in ("eager", "compile"):
        torch = part.piece("torch-" + mode, lambda: part.torch(
            "torch_train", "--config", model, "--rows", data, "--batch", rows, "--steps", steps, "--mode", mode))
        if torch:
            torch.update(rates(part, torch["seconds"], rows * length))
    compare(part)


def compare(part):
    """Speed and memory as shares of PyTorch's; on a card the goals are its eager speed and no more than its memory."""
    mine = part.data.get("smoltulu")
    for mode in ("eager", "compile"):
        torch = part.data["torch-" + mode]
        if mine and "tokens_per_second" in torch:
            part.data["speed_to_" + mode] = mine["tokens_per_second"] / torch["tokens_per_second"]
            part.data["memory_to_" + mode] = mine["peak_bytes"] / max(1, torch["peak_bytes"])
    if part.on_card and not part.quick and "speed_to_eager" in part.data:
        speed, memory = part.data["speed_to_eager"], part.data["memory_to_eager"]
        part.check("tokens a second beside eager PyTorch", speed >= 1, round(speed, 3), "at least 1")
        part.check("peak memory beside eager PyTorch", memory <= 1, round(memory, 3), "at most 1")


def ours(part, model, data, length, rows, steps):
    """Trains with as many rows a step as fit, halving them; gives how many that were, or the first try's."""
    most = rows
    while rows >= 1:
        def train():
            run = training.run(part, "sft", model, data, "run-%d" % rows, batch_size=rows, max_steps=steps,
                               max_length=length, micro_batch_tokens=rows * length, learning_rate=1e-5)
            shutil.rmtree(run.folder)
            seconds = run.column("seconds")
            return dict(seconds=seconds, losses=run.column("loss"), peak_bytes=run.ended.peak,
                        transfer_bytes=run.transfers(), memory_told=run.lines("memory"), rows_a_step=rows,
                        **rates(part, seconds, rows * length))

        try:
            part.data["smoltulu"] = train()
            return rows
        except part.Failed as failed:
            part.data["smoltulu-%d-rows" % rows] = dict(failed=str(failed))
            if "memory" not in str(failed) or rows == 1:
                part.check("smoltulu", False, str(failed), "to train")
                return most
        rows //= 2
    return most


def rates(part, seconds, tokens):
    """By the median step after the warm-up."""
    step = statistics.median(seconds[WARM_UP:])
    speed = tokens / step
    peak = part.data["peak_flops"]
    return dict(median_seconds=step, tokens_per_second=speed,
                mfu=speed * part.data["flops_per_token"] / peak if peak else None)
