/** What the numbers of the harnesses owe to Python's random numbers. */
package dev.smoltulu.base.python;
