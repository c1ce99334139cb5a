/** The model that is evaluated: {@link dev.smoltulu.eval.model.EvalModel} owns its weights and sessions. */
package dev.smoltulu.eval.model;
