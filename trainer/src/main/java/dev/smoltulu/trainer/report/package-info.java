/**
 * report.html of a run, and the summary on the console. Begin with {@link dev.smoltulu.trainer.report.HtmlReport}.
 */
package dev.smoltulu.trainer.report;
