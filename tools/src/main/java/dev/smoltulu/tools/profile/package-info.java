/**
 * The report of {@code --profile}: reads the event files that {@link dev.smoltulu.runtime.Profiler} collects, sums them
 * by operator ({@link dev.smoltulu.tools.profile.OperatorProfile}) and writes a table and JSON
 * ({@link dev.smoltulu.tools.profile.ProfileReport}).
 */
package dev.smoltulu.tools.profile;
