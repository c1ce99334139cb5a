/** What verdicts owe to Python, in which they are defined: its strings, its regular expressions, its JSON. */
package dev.smoltulu.verifiers.python;
