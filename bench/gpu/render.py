"""A report of bench/gpu/run as Markdown: python3 bench/gpu/render.py REPORT.json > page.md"""

import json
import sys


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in rows])


def number(value, form="%.1f", otherwise=""):
    return form % value if isinstance(value, (int, float)) else otherwise


def gib(value):
    return number(value / 2**30 if value else None, "%.2f")


def percent(value):
    return number(100 * value if isinstance(value, (int, float)) else None, "%.1f %%")


def head(report):
    found = report["environment"]
    versions = ", ".join("%s %s" % (name, found[name]) for name in ("driver", "smoltulu", "torch", "transformers")
                         if found.get(name))
    text = "# Proof on %s\n\n%s, %s." % (found["name"], report["date"][:10], versions)
    if report["quick"]:
        text += " A rehearsal with tiny shapes: its speeds mean nothing."
    rows = [(part["part"], part["status"], number(part["seconds"], "%.0f s"), part.get("message", ""))
            for part in report["parts"]]
    return text + "\n\n" + table(["part", "result", "time", "why"], rows)


def checks(parts):
    rows = [(name, check["check"], "passed" if check["passed"] else "**failed**", check["found"], check["expected"])
            for name, part in parts.items() for check in part.get("checks", [])]
    return "## Checks\n\n" + table(["part", "check", "result", "found", "expected"], rows) if rows else ""


def sides(data):
    """The measured pieces of a part, and those that came to nothing."""
    return [(key, value) for key, value in data.items() if isinstance(value, dict)]


def training(parts):
    rows = []
    for name, part in parts.items():
        for side, found in sides(part.get("data", {})) if name.startswith("train-") else []:
            why = found.get("failed") or found.get("skipped")
            rows.append((part["data"]["shape"], part["data"]["length"],
                         found.get("rows_a_step", part["data"].get("rows_a_step", "")), side,
                         why or number(found["tokens_per_second"], "%.0f"), percent(found.get("mfu")),
                         gib(found.get("peak_bytes")), gib(found.get("allocated_bytes")),
                         number(found.get("transfer_bytes"), "%d")))
    if not rows:
        return ""
    formula = next(part["data"]["flops_formula"] for name, part in parts.items()
                   if name.startswith("train-") and "flops_formula" in part.get("data", {}))
    told = ["- %s: %s" % (name, line) for name, part in parts.items() if name.startswith("train-")
            for line in part.get("data", {}).get("smoltulu", {}).get("memory_told", [])]
    text = ("## Training\n\nFull rows, one pass a step, median step after the warm-up. FLOPs of the model: %s. Peak "
            "memory is that of the device above what was in use before; allocated is PyTorch's own count.\n\n")
    text %= formula
    text += table(["shape", "tokens a row", "rows", "side", "tokens/s", "MFU", "peak GiB", "allocated GiB",
                   "bytes moved a step"], rows)
    return text + ("\n\nMemory as the runs tell it:\n\n" + "\n".join(told) if told else "")


def inference(parts):
    rows = []
    for name in ("generate", "score"):
        for side, found in sides(parts.get(name, {}).get("data", {})):
            speed = found.get("tokens_per_second", found.get("items_per_second"))
            rows.append((name, side, found.get("failed") or found.get("skipped") or number(speed),
                         gib(found.get("peak_bytes"))))
    title = "## Generation (tokens/s) and scoring (items/s)\n\n"
    return title + table(["what", "side", "a second", "peak GiB"], rows) if rows else ""


def profile(parts):
    blocks = []
    for side, found in sides(parts.get("profile", {}).get("data", {})):
        if "operators" not in found:
            continue
        rows = [(row["operator"], row["provider"].replace("ExecutionProvider", ""), row["calls"],
                 number(1000 * row["seconds"]), percent(row["share"])) for row in found["operators"][:20]]
        blocks.append("### %s\n\n%d runs took %.1f ms, nodes %.1f ms of them.\n\n" % (
            side.capitalize(), found["runs"], 1000 * found["run_seconds"], 1000 * found["node_seconds"])
            + table(["operator", "provider", "calls", "ms", "share"], rows))
    return "## Where the time goes\n\n" + "\n\n".join(blocks) if blocks else ""


def render(report):
    parts = {part["part"]: part for part in report["parts"]}
    blocks = [head(report), training(parts), inference(parts), checks(parts), profile(parts)]
    return "\n\n".join(block for block in blocks if block) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1]) as opened:
        sys.stdout.write(render(json.load(opened)))
