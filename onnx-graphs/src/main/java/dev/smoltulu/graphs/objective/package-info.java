/**
 * What models are trained for, and the graphs that only run forward.
 *
 * <p>Begin with {@link dev.smoltulu.graphs.objective.TrainingObjective}. Each objective's class states its equation,
 * its paper and its upstream definition: {@link dev.smoltulu.graphs.objective.SftObjective} (SFT),
 * {@link dev.smoltulu.graphs.objective.PreferenceObjective} (DPO),
 * {@link dev.smoltulu.graphs.objective.RewardObjective} (reward models),
 * {@link dev.smoltulu.graphs.objective.PolicyObjective} (GRPO and PPO) and
 * {@link dev.smoltulu.graphs.objective.ValueObjective} (PPO's value model). {@code TokenLogProbs} is the language-model
 * head with its derivative. {@link dev.smoltulu.graphs.objective.ScoringGraph},
 * {@link dev.smoltulu.graphs.objective.RewardGraph} and {@link dev.smoltulu.graphs.objective.LogitsGraph} have no
 * backward pass.
 */
package dev.smoltulu.graphs.objective;
