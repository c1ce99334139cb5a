/**
 * Wording that several rooms share: byte counts and suggestions for misspelt names.
 */
package dev.smoltulu.base.text;
