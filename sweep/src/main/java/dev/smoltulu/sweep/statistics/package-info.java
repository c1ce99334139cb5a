/** What the scores of a study say: rank correlations with the ratio, how sure they are, and the claim of the paper. */
package dev.smoltulu.sweep.statistics;
