/** What the numbers of the harnesses owe to Python: its random numbers, its strings, its regular expressions. */
package dev.smoltulu.eval.python;
