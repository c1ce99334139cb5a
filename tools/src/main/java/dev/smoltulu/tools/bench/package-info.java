/** How fast a model generates and scores on this machine. */
package dev.smoltulu.tools.bench;
