/**
 * The ground floor: what every room needs and what knows nothing of models. Begin with
 * {@link dev.smoltulu.base.UserError}, the one-line error that every room throws for a user's mistake.
 */
package dev.smoltulu.base;
