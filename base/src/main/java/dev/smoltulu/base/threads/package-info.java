/** Threads: {@link dev.smoltulu.base.threads.DaemonThreads} makes those that do not keep the process alive. */
package dev.smoltulu.base.threads;
