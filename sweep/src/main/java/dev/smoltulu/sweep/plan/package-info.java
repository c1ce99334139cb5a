/** A study with everything looked up and counted: what is run, where it lies, what its names mean. */
package dev.smoltulu.sweep.plan;
