"""What a first run on a card must show beside numbers and speed."""

import json
import os
import sys

import numerics
import shapes
import training

MOST_TRANSFER = 1 << 20


def doctor(part):
    ended = part.command([part.options.program, "doctor"] + (["--device", part.device] if part.on_card else []))
    part.data["said"] = part.anonymous(ended.out).splitlines()
    part.check("doctor", ended.code == 0, ended.code, "exit code 0")


def repeat(part):
    """Runs of one recipe are equal, also when CUDA waits for each kernel: a difference there is a missing wait."""
    length, rows, steps = (16, 4, 10) if part.quick else (128, 8, 100)
    model, data = tiny(part, length, rows * 4)
    keys = dict(batch_size=rows, max_steps=steps, max_length=length, learning_rate=1e-3)
    first = training.losses(part, model, data, "first", **keys)
    again = training.losses(part, model, data, "again", **keys)
    waiting = training.losses(part, model, data, "waiting", dict(CUDA_LAUNCH_BLOCKING="1"), **keys)
    own = max(training.difference(again[key], first[key]) for key in ("losses", "grad_norms"))
    other = max(training.difference(waiting[key], first[key]) for key in ("losses", "grad_norms"))
    part.data.update(steps=steps, first_loss=first["losses"][0], last_loss=first["losses"][-1],
                     run_to_run_difference=own, waiting_difference=other, transfer_bytes=first["transfer_bytes"])
    # Atomic sums may differ between runs; then the run that waits may differ by no more than a few times as much.
    part.check("waiting for each kernel", other <= 4 * own, other,
               "at most 4 times %g, the difference of two runs" % own)
    part.check("run to run", own <= (1e-3 if part.on_card else 0), own, "nearly none")
    part.check("the loss falls", first["losses"][-1] < first["losses"][0], first["losses"][-1], "below the first")
    if part.on_card:
        moved = first["transfer_bytes"]
        part.check("bytes a step between host and card", moved is not None and moved < MOST_TRANSFER, moved,
                   "less than %d" % MOST_TRANSFER)


def verbs(part):
    """Every verb that takes a device, a few steps each on a small model, and both training sessions."""
    length = 32
    model, data = tiny(part, length, 8)
    pairs = part.path("pairs.jsonl")
    shapes.write_rows(pairs, [pair(row, length) for row in range(8)])
    keys = dict(max_steps=3, batch_size=4, max_length=length)
    plain = training.losses(part, model, data, "plain", **keys)
    for name, more in [("checkpointing", dict(gradient_checkpointing="true")), ("ort", dict(training_session="ort")),
                       ("clipping", dict(max_grad_norm=0.5))]:
        found = part.piece(name, lambda: training.losses(part, model, data, name, **dict(keys, **more)))
        # Clipping cannot show in the first loss, nor anything else change it.
        if found:
            off = training.difference(found["losses"][:1], plain["losses"][:1])
            part.check(name + " has the same first loss", off <= 1e-3, off, "at most 0.001 relative")
    for verb in ("dpo", "reward"):
        run = part.piece(verb, lambda: dict(losses=training.run(part, verb, model, pairs, verb, **keys).column("loss")))
        if run:
            start = run["losses"][0]
            # Policy and reference are equal at first, and random scores of a new head are nearly so: ln 2.
            far = 0.002 if verb == "dpo" else 0.3
            part.check(verb + " starts near ln 2", abs(start - 0.6931) < far, start, "0.6931, at most %g off" % far)

    def score():
        rewards = part.path("rewards.jsonl")
        part.program("score", "--model", part.path("reward"), "--data", pairs, "--output", rewards, "--device",
                     part.device)
        with open(rewards) as file:
            return dict(rows=len(file.readlines()))

    scored = part.piece("score", score)
    if scored:
        part.check("score", scored["rows"] == 8, scored["rows"], "8 rows")
    sampled = part.piece("rlvr", lambda: rlvr(part, "rlvr"))
    if sampled:
        off, most = sampled["logprob_error"], 0.02 if part.on_card else 1e-4
        part.check("rlvr trains with the probabilities it sampled with", off <= most, off,
                   "a mean difference of at most %g nats" % most)
        again = part.piece("rlvr-again", lambda: rlvr(part, "rlvr-again"))
        if again:
            part.check("rlvr repeats itself", again == sampled, again, sampled)


def rlvr(part, name):
    """Two steps on responses that are right where they say 'she'; it needs a model with a tokenizer."""
    _, model = numerics.golden_numbers(part)
    prompts = part.path(name + "-prompts.jsonl")
    wanted = json.dumps(dict(func_name="verify_keywords", keyword_list=["she"]))
    shapes.write_rows(prompts, [dict(prompt=text, dataset="ifeval", ground_truth=wanted)
                                for text in ("Once upon a time", "There was a")])
    line = ["rlvr", "--model", model, "--data", prompts, "--output-dir", part.path(name), "--device", part.device]
    for key, value in dict(max_steps=2, batch_size=2, number_samples_per_prompt=8, response_length=30, save_steps=0,
                           max_length=64, max_prompt_token_length=32, non_stop_penalty="false").items():
        line += ["--" + key.replace("_", "-"), value]
    ended = part.program(*line)
    run = training.Run(part.path(name), ended)
    return dict(logprob_error=max(run.column("logprob_error")), rewards=run.column("reward"),
                grad_norms=run.column("grad_norm"))


def refusals(part):
    """What cannot be is one line that says so: a card that is not there, and too much for the one that is."""
    model, data = tiny(part, 32, 8)
    absent = "cuda:%d" % (part.nvml.count() if part.nvml else 0)
    refused(part, "a card that is not there", training.words(part, "sft", model, data, part.path("absent"),
                                                             max_steps=1, max_length=32, device=absent), absent)
    if not part.on_card:
        raise part.Skipped("there is no card to fill")
    part.require_torch()
    large, rows = part.path("large"), part.path("large.jsonl")
    shapes.write_model(large, "135M", 2048)
    shapes.write_rows(rows, [dict(input_ids=shapes.ids(row, 2048, 49152)) for row in range(8)])
    # The first leaves no room for the parameters, the second none for a step.
    for name, room in (("no room for parameters", 1.5), ("no room for a step", 4.0)):
        hold = [sys.executable, "-B", os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch_hold.py"),
                "--device", part.device, "--leave-gib", str(room), "--"]
        line = training.words(part, "sft", large, rows, part.path(name.replace(" ", "-")), max_steps=1, batch_size=8,
                              max_length=2048, micro_batch_tokens=8 * 2048)
        refused(part, name, line, "memory", hold)


def refused(part, what, line, word, before=()):
    quiet = dict(PYTHONWARNINGS="ignore") if before else None
    ended = part.command(list(before) + [part.options.program] + line, quiet)
    said = [text for text in ended.err.splitlines() if text.strip()]
    part.data[what] = [part.anonymous(text) for text in said]
    part.check(what, ended.code in (1, 2) and len(said) == 1 and word in said[0],
               "exit code %s, %d lines: %s" % (ended.code, len(said), part.anonymous(ended.last_line())),
               "exit code 1 or 2 and one line with '%s'" % word)


def tiny(part, length, rows):
    """A small model folder and rows of ids for it."""
    model, data = part.path("model"), part.path("rows.jsonl")
    shapes.write_model(model, "tiny", max(length, 64))
    shapes.write_rows(data, [dict(input_ids=shapes.ids(row, length, 512)) for row in range(rows)])
    return model, data


def pair(row, length):
    """A preference pair with a common first half."""
    prompt = length // 2
    better, worse = shapes.ids(row, length, 512), shapes.ids(row + 1000, length, 512)
    masked = [-100] * prompt
    return dict(chosen_input_ids=better, chosen_labels=masked + better[prompt:],
                rejected_input_ids=better[:prompt] + worse[prompt:], rejected_labels=masked + worse[prompt:])
