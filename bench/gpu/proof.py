"""Proves this program on a card: right numbers, speed and memory beside PyTorch, and where the time goes.

Parts run one after the other, each with a limit of its own; what a part found is in the report as soon as it ends, and
one that fails or runs out of time is recorded and stops no other. Needs Python 3.9 and nothing else; what compares with
PyTorch is left out, and says so, where there is no PyTorch.
"""

import argparse
import datetime
import glob
import hashlib
import json
import os
import platform
import py_compile
import re
import shutil
import sys
import tempfile
import time
import traceback

import checks
import generation
import numerics
import processes
import profiles
import throughput

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.dirname(os.path.dirname(HERE))

# Name, most seconds, what it does. The order is that of worth, should time run out.
PARTS = [
    ("doctor", 90, checks.doctor),
    ("golden", 90, numerics.golden),
    ("text", 60, numerics.text),
    ("reference", 150, numerics.reference),
    ("train-135M-2048", 150, throughput.part("135M", 2048, 8)),
    ("train-1.7B-2048", 240, throughput.part("1.7B", 2048, 4)),
    ("profile", 100, profiles.profile),
    ("generate", 150, generation.generate),
    ("score", 90, generation.score),
    ("repeat", 90, checks.repeat),
    ("verbs", 120, checks.verbs),
    ("refusals", 90, checks.refusals),
    ("train-360M-2048", 150, throughput.part("360M", 2048, 8)),
    ("train-135M-1024", 150, throughput.part("135M", 1024, 16)),
    ("train-1.7B-1024", 200, throughput.part("1.7B", 1024, 8)),
    ("train-360M-1024", 150, throughput.part("360M", 1024, 16)),
]


class Skipped(Exception):
    """A part or a piece of one that cannot be done here, and why."""


class Failed(Exception):
    """What was expected and did not come, in one line."""


class Part:
    """What a part works with, and what it has found so far."""

    Skipped, Failed = Skipped, Failed

    def __init__(self, options, name, limit, deadline, nvml, work):
        self.options, self.name, self.limit, self.nvml, self.work = options, name, limit, nvml, work
        self.quick, self.device, self.on_card = options.quick, options.device, options.device != "cpu"
        self.deadline = min(deadline, time.monotonic() + limit)
        self.data, self.commands, self.pieces = {}, [], []

    def path(self, *names):
        return os.path.join(self.work, self.name, *names)

    def remaining(self):
        left = self.deadline - time.monotonic()
        if left < 1:
            raise Failed("out of time")
        return left

    def command(self, words, environment=None, seconds=None):
        """Runs a command line to its end; one that fails is not an error yet."""
        left = min(self.remaining(), seconds or self.limit)
        row = dict(command=[self.anonymous(word) for word in words])
        if environment:
            row["environment"] = environment
        self.commands.append(row)
        ended = processes.run(words, left, environment, self.nvml)
        row.update(exit_code=ended.code, seconds=round(ended.seconds, 3), peak_bytes=ended.peak)
        if ended.code != 0:
            row["said"] = self.anonymous(ended.last_line())[:1000]
        return ended

    def program(self, *words, **settings):
        """Runs this program, and expects it to do what it is told."""
        ended = self.command([self.options.program] + [str(word) for word in words], **settings)
        if ended.code != 0:
            raise Failed("smoltulu %s %s: %s" % (words[0], "ran out of time" if ended.code is None else
                                                 "ended with %d" % ended.code, self.anonymous(ended.last_line())))
        return ended

    def torch(self, script, *words, **settings):
        """Runs a script of this folder that needs PyTorch; gives the object it writes."""
        self.require_torch()
        output = self.path("%s-%d.json" % (script, len(self.commands)))
        words = [str(word) for word in words]
        ended = self.command([sys.executable, "-B", os.path.join(HERE, script + ".py"), "--device",
                              self.device, "--output", output] + words, **settings)
        if ended.code != 0:
            raise Failed("%s.py %s: %s" % (script, "ran out of time" if ended.code is None else
                                           "ended with %d" % ended.code, self.anonymous(ended.last_line())))
        with open(output) as file:
            return dict(json.load(file), peak_bytes=ended.peak)

    def require_torch(self):
        if self.options.torch_missing:
            raise Skipped(self.options.torch_missing)

    def check(self, what, passed, found, expected):
        """Records a check; a part with one that did not pass has failed."""
        self.pieces.append(dict(check=what, passed=bool(passed), found=found, expected=expected))

    def piece(self, key, work):
        """Does one piece of a part so that its failure leaves the others be; gives what it found, or None."""
        try:
            self.data[key] = work()
            return self.data[key]
        except Skipped as skipped:
            self.data[key] = dict(skipped=str(skipped))
        except Failed as failed:
            self.data[key] = dict(failed=str(failed))
            self.check(key, False, str(failed), "to end well")
        return None

    def anonymous(self, text):
        return text.replace(self.work, "WORK").replace(os.path.dirname(self.options.program), "SMOLTULU") \
            .replace(HERE, "SMOLTULU/bench/gpu")


def run_part(options, name, limit, work, deadline, nvml, folder):
    part = Part(options, name, limit, deadline, nvml, folder)
    start = time.monotonic()
    row = dict(part=name, limit_seconds=limit)
    try:
        os.makedirs(part.path())
        work(part)
        bad = [piece for piece in part.pieces if not piece["passed"]]
        row["status"] = "failed" if bad else "passed" if part.pieces else "measured"
        if bad:
            row["message"] = "; ".join("%s: %s, expected %s" % (piece["check"], piece["found"], piece["expected"])
                                       for piece in bad)
    except Skipped as skipped:
        bad = [piece["check"] for piece in part.pieces if not piece["passed"]]
        row.update(status="failed" if bad else "skipped", message="; ".join(bad + [str(skipped)]))
    except Failed as failed:
        row.update(status="failed", message=str(failed))
    except Exception as bug:  # a part's own mistake must not cost the parts after it
        row.update(status="failed", message="%s: %s" % (type(bug).__name__, bug), trace=traceback.format_exc())
    row.update(seconds=round(time.monotonic() - start, 1), checks=part.pieces, data=part.data, commands=part.commands)
    shutil.rmtree(part.path(), ignore_errors=True)
    return row


def environment(options, nvml):
    found = dict(device=options.device, python=platform.python_version(), system=platform.platform(),
                 cpu_cores=os.cpu_count())
    if nvml:
        found.update(name=nvml.name(), driver=nvml.driver(), memory_bytes=nvml.total())
    else:
        found.update(name=options.device)
    ended = processes.run([options.program, "--version"], 60)
    found["smoltulu"] = ended.out.strip().replace("smoltulu ", "") or ended.last_line()
    for module in ("torch", "transformers"):
        code = "import %s as m; print(m.__version__)" % module
        if module == "torch":
            code += "; print(m.version.cuda, m.backends.cudnn.version())"
        version = processes.run([sys.executable, "-c", code], 90)
        lines = version.out.split("\n")
        found[module] = lines[0] if version.code == 0 else None
        if module == "torch" and version.code == 0:
            found["torch_cuda_cudnn"] = lines[1]
    return found


def torch_missing(found):
    missing = [module for module in ("torch", "transformers") if not found[module]]
    return "the Python here has no %s" % " and no ".join(missing) if missing else None


def source_hash():
    """Of these scripts and, in a source tree, of the commit; a bundle has its jars."""
    digest = hashlib.sha256()
    scripts, jars = os.path.join(HERE, "*.py"), os.path.join(HOME, "lib", "smoltulu*")
    for path in sorted(glob.glob(scripts)) + sorted(glob.glob(jars)):
        with open(path, "rb") as file:
            digest.update(file.read())
    source_tree = os.path.exists(os.path.join(HOME, ".git")) and shutil.which("git")
    commit = processes.run(["git", "-C", HOME, "rev-parse", "HEAD"], 20) if source_tree else None
    return dict(sha256=digest.hexdigest(), commit=commit.out.strip() if commit and commit.code == 0 else None)


def write(path, report):
    text = json.dumps(report, indent=1)
    with open(path + ".new", "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def self_check():
    for path in sorted(glob.glob(os.path.join(HERE, "*.py"))):
        with tempfile.TemporaryDirectory() as folder:
            py_compile.compile(path, cfile=os.path.join(folder, "compiled"), doraise=True)
    print("all scripts compile")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bench/gpu/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N or cpu (default cuda)")
    parser.add_argument("--output", help="the report; default gpu-<device>-<date>.json in $OUT or here")
    parser.add_argument("--minutes", type=float, default=20, help="most time in all (default 20)")
    parser.add_argument("--parts", help="with commas between them; default all: " + ",".join(p[0] for p in PARTS))
    parser.add_argument("--quick", action="store_true", help="tiny shapes and few steps: a rehearsal of the script")
    parser.add_argument("--golden", help="file of reference numbers: losses, gradient norms and ten steps of training")
    parser.add_argument("--golden-model", help="its model folder (default models/NAME of the bundle)")
    parser.add_argument("--program", default=os.path.join(HOME, "smoltulu"), help="the launcher (default the bundle's)")
    parser.add_argument("--work", help="folder for models and runs, some 15 GB (default the system's for such)")
    parser.add_argument("--self-check", action="store_true", help="only see whether the scripts compile")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"cpu|cuda(:\d+)?", options.device):
        parser.error("--device must be cpu, cuda or cuda:N, not %s" % options.device)
    known = [part[0] for part in PARTS]
    options.chosen = options.parts.split(",") if options.parts else known
    for name in options.chosen:
        if name not in known:
            parser.error("--parts: there is no %s; there are %s" % (name, ", ".join(known)))
    options.program = os.path.abspath(options.program)
    return options


def card(options):
    if options.device == "cpu":
        return None
    try:
        return processes.Nvml(int((options.device + ":0").split(":")[1]))
    except OSError as missing:
        print("the driver's library tells nothing of the card (%s): memory is not measured" % missing, file=sys.stderr)
        return None


def main(arguments):
    options = parse(arguments)
    if options.self_check:
        return self_check()
    nvml = card(options)
    deadline = time.monotonic() + 60 * options.minutes
    report = dict(benchmark="proof on a card", date=datetime.datetime.now(datetime.timezone.utc)
                  .strftime("%Y-%m-%dT%H:%M:%SZ"), quick=options.quick,
                  arguments=[os.path.basename(word) if os.path.isabs(word) else word for word in arguments])
    report["environment"] = environment(options, nvml)
    report["source"] = source_hash()
    report["parts"] = []
    options.torch_missing = torch_missing(report["environment"])
    slug = re.sub("[^a-z0-9]+", "-", report["environment"]["name"].lower()).strip("-")
    output = os.path.abspath(options.output or os.path.join(
        os.environ.get("OUT", "."), "gpu-%s-%s.json" % (slug, report["date"][:10])))
    write(output, report)
    folder = tempfile.mkdtemp(prefix="smoltulu-proof-", dir=options.work)
    try:
        for name, limit, work in PARTS:
            if name not in options.chosen:
                continue
            if deadline - time.monotonic() < 5:
                row = dict(part=name, status="failed", message="not begun: out of time", seconds=0)
            else:
                row = run_part(options, name, limit, work, deadline, nvml, folder)
            report["parts"].append(row)
            write(output, report)
            print("%-16s %-8s %6.1f s  %s" % (name, row["status"], row["seconds"], row.get("message", "")), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("the report is " + output)
    return 1 if any(row["status"] == "failed" for row in report["parts"]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
