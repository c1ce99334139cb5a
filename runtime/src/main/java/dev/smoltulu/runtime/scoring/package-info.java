/** How likely a model finds given tokens. */
package dev.smoltulu.runtime.scoring;
