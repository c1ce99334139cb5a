/** The model that a policy is held against. */
package dev.smoltulu.trainer.reference;
