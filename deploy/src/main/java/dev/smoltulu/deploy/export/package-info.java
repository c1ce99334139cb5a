/** Model folders that other people's runtimes serve. */
package dev.smoltulu.deploy.export;
