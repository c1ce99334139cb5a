/**
 * The model that a policy is compared with, in DPO's loss and in the KL penalty of reinforcement learning.
 */
package dev.smoltulu.trainer.reference;
