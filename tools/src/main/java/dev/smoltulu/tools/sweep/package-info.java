/** How {@code smoltulu sweep} finds things and shows them. */
package dev.smoltulu.tools.sweep;
