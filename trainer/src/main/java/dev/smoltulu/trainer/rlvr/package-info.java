/**
 * Reinforcement learning with verifiable rewards. Each algorithm is one file that reads from top to bottom: begin with
 * {@link dev.smoltulu.trainer.rlvr.GrpoTask}, or with {@link dev.smoltulu.trainer.rlvr.PpoTask}, which trains a
 * {@link dev.smoltulu.trainer.rlvr.ValueModel} beside the policy.
 *
 * <p>Both are parts of {@link dev.smoltulu.trainer.rlvr.RlvrSteps}, in which a step goes through records that each stage
 * makes anew:
 * <ol>
 * <li>{@link dev.smoltulu.data.PromptExample}: prompts with their ground truth, read by
 *     {@link dev.smoltulu.trainer.rlvr.RlvrData}.
 * <li>{@link dev.smoltulu.trainer.rlvr.Rollout}: responses with verdict and reward.
 *     {@link dev.smoltulu.trainer.rlvr.GroupSampler} decides what to sample,
 *     {@link dev.smoltulu.trainer.rlvr.Sampler} samples with the generation engine from the tensors that are trained
 *     (or, with {@link dev.smoltulu.trainer.rlvr.AsynchronousSampling}, from a copy one step older), and
 *     {@link dev.smoltulu.trainer.rlvr.VerifierPool} verifies.
 * <li>{@link dev.smoltulu.trainer.rlvr.Rollout.Scored}: with log-probabilities under policy and reference model.
 * <li>The algorithm's own record with advantages, of which {@link dev.smoltulu.trainer.rlvr.PolicyUpdates} are made.
 * </ol>
 *
 * <p>{@link dev.smoltulu.trainer.rlvr.RlvrEvaluation} samples held-out prompts,
 * {@link dev.smoltulu.trainer.rlvr.RlvrMetrics} has the numbers of metrics.jsonl,
 * {@link dev.smoltulu.trainer.rlvr.RolloutBatch} what a checkpoint keeps of a step that has not been made. All random
 * numbers come from {@link dev.smoltulu.trainer.rlvr.RandomSeeds}, so that a resumed run repeats them.
 */
package dev.smoltulu.trainer.rlvr;
