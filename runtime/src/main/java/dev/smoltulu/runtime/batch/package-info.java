/**
 * Packing: from token sequences to the named inputs of a graph, one map per micro batch. Begin with the entry class of
 * what is trained: {@link dev.smoltulu.runtime.batch.PackedSequences} (supervised finetuning),
 * {@link dev.smoltulu.runtime.batch.PackedPairs} (DPO, reward models) or
 * {@link dev.smoltulu.runtime.batch.PackedRollouts} (GRPO, PPO and its value model). Each cuts a batch into micro
 * batches by a token budget ({@link dev.smoltulu.runtime.batch.TokenBudget}) and lays out their tokens
 * ({@link dev.smoltulu.runtime.batch.PackedTokens}), of which common prefixes are computed once
 * ({@link dev.smoltulu.runtime.batch.PrefixTree}). What the inputs mean is defined beside the graphs, in
 * {@link dev.smoltulu.graphs.llama.TokenInputs} and {@link dev.smoltulu.graphs.objective.TargetInputs}.
 */
package dev.smoltulu.runtime.batch;
