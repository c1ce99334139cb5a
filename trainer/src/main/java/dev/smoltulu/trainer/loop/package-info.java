/** What all training runs share: steps, evaluations, checkpoints, resume, reports, signals. */
package dev.smoltulu.trainer.loop;
