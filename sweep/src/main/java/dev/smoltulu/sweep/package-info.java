/**
 * Studies: one recipe trained and evaluated over a grid of values, with a report. A study is read ({@code study}),
 * looked up and counted ({@code plan}), run cell by cell ({@code run}, {@code cell}) and reported ({@code
 * results}, {@code statistics}, {@code report}). Start with {@link dev.smoltulu.sweep.run.StudyRun}.
 */
package dev.smoltulu.sweep;
