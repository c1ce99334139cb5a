/** Exported models as their users run them, and what they are held against. */
package dev.smoltulu.runtime.deploy;
