/** Distributions for machines with no network and no Java. */
package dev.smoltulu.tools.bundle;
