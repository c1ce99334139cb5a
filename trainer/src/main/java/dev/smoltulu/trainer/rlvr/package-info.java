/** Reinforcement learning with verifiable rewards: {@code smoltulu rlvr}. */
package dev.smoltulu.trainer.rlvr;
