/**
 * Python's semantics where scores or prompts depend on them: regular expressions, string methods, literals, JSON and
 * random numbers. {@link dev.smoltulu.base.python.PythonRegex} and {@link dev.smoltulu.base.python.PythonText} are the
 * places to begin.
 */
package dev.smoltulu.base.python;
