/**
 * What a study needs from the program: {@link dev.smoltulu.tools.sweep.ProgramCommands} turns its commands into
 * command lines, {@link dev.smoltulu.tools.sweep.ProgramResources} finds models, tasks and built-in recipes.
 */
package dev.smoltulu.tools.sweep;
