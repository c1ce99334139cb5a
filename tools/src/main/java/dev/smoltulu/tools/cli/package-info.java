/**
 * What verbs share: flags and their values, help, the console and its progress lines. Start with
 * {@link dev.smoltulu.tools.cli.Verb}.
 */
package dev.smoltulu.tools.cli;
