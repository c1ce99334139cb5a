/** Plots as SVG: inline on a page, where they follow its light or dark colours, and on their own for papers. */
package dev.smoltulu.sweep.report.plot;
