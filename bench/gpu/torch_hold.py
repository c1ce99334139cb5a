"""Takes all of a card's free memory but some, runs a command, and ends as it does."""

import argparse
import subprocess
import sys

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--leave-gib", type=float, required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    where = torch.device("cuda:0" if options.device == "cuda" else options.device)
    free, _ = torch.cuda.mem_get_info(where)
    held = torch.empty(max(1, int(free - options.leave_gib * 2**30)), dtype=torch.uint8, device=where)
    command = options.command[1:] if options.command[0] == "--" else options.command
    code = subprocess.run(command).returncode
    del held
    return code


if __name__ == "__main__":
    sys.exit(main())
