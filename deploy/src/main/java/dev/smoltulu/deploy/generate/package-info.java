/** Text from a model folder: one answer, or a conversation on the terminal. */
package dev.smoltulu.deploy.generate;
