/** How fast a model generates and scores: {@link dev.smoltulu.tools.bench.ModelSpeed} measures it. */
package dev.smoltulu.tools.bench;
