/**
 * Scores of given tokens: log-probabilities of sequences ({@link dev.smoltulu.runtime.scoring.ScoringSession}, begin
 * here), rewards ({@link dev.smoltulu.runtime.scoring.RewardSession}) and plain logits
 * ({@link dev.smoltulu.runtime.scoring.LogitsSession}).
 */
package dev.smoltulu.runtime.scoring;
