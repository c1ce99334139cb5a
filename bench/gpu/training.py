"""Training with this program's command line, read back from what it writes."""

import json
import re
import shutil


class Run:
    """The rows of a run's metrics.jsonl, and what it printed."""

    def __init__(self, folder, ended):
        with open(folder + "/metrics.jsonl") as file:
            self.rows = [row for row in map(json.loads, file) if "loss" in row]
        self.folder, self.ended = folder, ended

    def column(self, name):
        return [row[name] for row in self.rows]

    def lines(self, word):
        """What the run printed about something."""
        return [" ".join(line.split()) for line in self.ended.out.splitlines() if word in line.lower()]

    def transfers(self):
        """Bytes a step between host and card, as the run tells them; None where it does not."""
        found = re.search(r"Transfers\s+([\d,]+) bytes a step", self.ended.out)
        return int(found.group(1).replace(",", "")) if found else None


def words(part, verb, model, data, output, **keys):
    """A training command line: rows in their order, constant learning rate, no checkpoints, then `keys`."""
    settings = dict(model=model, data=data, output_dir=output, device=part.device, shuffle="false", save_steps=0,
                    lr_scheduler_type="constant", warmup_ratio=0, logging_steps=1)
    if verb == "sft":
        settings["loss_reduction"] = "token_mean"
    settings.update(keys)
    line = [verb]
    for key, value in settings.items():
        line += ["--" + key.replace("_", "-"), str(value)]
    return line


def run(part, verb, model, data, name, environment=None, **keys):
    """Trains in a new folder of the part's."""
    folder = part.path(name)
    ended = part.program(*words(part, verb, model, data, folder, **keys), environment=environment)
    return Run(folder, ended)


def losses(part, model, data, name, environment=None, **keys):
    """Losses and gradient norms of an sft run, whose folder is then deleted."""
    done = run(part, "sft", model, data, name, environment, **keys)
    shutil.rmtree(done.folder)
    return dict(losses=done.column("loss"), grad_norms=done.column("grad_norm"), transfer_bytes=done.transfers())


def difference(numbers, expected):
    """Largest relative difference; infinite where a number is missing or is none."""
    if len(numbers) != len(expected):
        return float("inf")
    worst = 0.0
    for number, right in zip(numbers, expected):
        distance = abs(number - right) / max(abs(right), 1e-12)
        if not distance <= worst:
            worst = distance
    return worst if worst == worst else float("inf")
