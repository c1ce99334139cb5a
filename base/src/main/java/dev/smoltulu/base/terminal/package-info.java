/**
 * What a person at a terminal sees and sends: progress of long work and signals to stop.
 */
package dev.smoltulu.base.terminal;
