"""Times transformers' greedy generation, or its log-probabilities of four endings an item, in bf16."""

import statistics
import time

import torch

import shapes
import torch_common

SEQUENCES = 256


def generate(network, options, where):
    vocabulary = network.config.vocab_size
    prompts = torch.tensor([shapes.ids(row, options.prompt_tokens, vocabulary) for row in range(options.batch)],
                           device=where)
    network.generation_config.eos_token_id = None
    network.generation_config.pad_token_id = 0

    def work():
        made = network.generate(input_ids=prompts, attention_mask=torch.ones_like(prompts), do_sample=False,
                                max_new_tokens=options.new_tokens, use_cache=True)
        if made.shape != (options.batch, options.prompt_tokens + options.new_tokens):
            raise SystemExit("transformers generated %s tokens" % (tuple(made.shape),))

    seconds = timed(work, options.rounds, where)
    return dict(seconds=seconds, tokens_per_second=options.batch * options.new_tokens / statistics.median(seconds))


def score(network, options, where):
    """Each ending after its context as a sequence of its own, many to a padded batch, the longest first."""
    vocabulary = network.config.vocab_size
    sequences = sorted(((context + ending, ending) for context, endings in shapes.items(options.items)
                        for ending in endings), reverse=True)
    batches = []
    for start in range(0, len(sequences), SEQUENCES):
        chunk = sequences[start:start + SEQUENCES]
        ids = torch.zeros(len(chunk), chunk[0][0], dtype=torch.long)
        scored = torch.zeros_like(ids, dtype=torch.bool)
        for row, (length, ending) in enumerate(chunk):
            ids[row, :length] = torch.tensor(shapes.ids(start + row, length, vocabulary))
            scored[row, length - ending - 1:length - 1] = True
        batches.append((ids.to(where), scored.to(where), torch.roll(ids, -1, 1).to(where)))

    def work():
        total = 0.0
        for ids, scored, following in batches:
            logits = network(input_ids=ids, use_cache=False).logits[scored].float()
            total += logits.log_softmax(-1).gather(1, following[scored].unsqueeze(1)).sum().item()
        return total

    seconds = timed(work, options.rounds, where)
    return dict(seconds=seconds, items_per_second=options.items / statistics.median(seconds))


def timed(work, rounds, where):
    """Seconds of each round after one that warms up."""
    work()
    seconds = []
    for _ in range(rounds):
        torch_common.synchronize(where)
        start = time.perf_counter()
        work()
        torch_common.synchronize(where)
        seconds.append(time.perf_counter() - start)
    return seconds


def main():
    parser = torch_common.arguments(__doc__)
    parser.add_argument("--kind", choices=["generate", "score"], required=True)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--prompt-tokens", type=int, default=64)
    parser.add_argument("--new-tokens", type=int, default=128)
    parser.add_argument("--batch-tokens", type=int, help="not for transformers: %d sequences" % SEQUENCES)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    where = torch_common.device(options.device)
    network = torch_common.model(options.config, where, torch.bfloat16).eval()
    with torch.inference_mode():
        found = (generate if options.kind == "generate" else score)(network, options, where)
    torch_common.write(options.output, dict(found, **torch_common.memory(where)))


if __name__ == "__main__":
    main()
