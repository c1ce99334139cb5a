package dev.smoltulu.bench;

/** One environment of a side, run alone: median wall-clock seconds of a step and peak resident memory. */
record VariantTrial(double medianSeconds, double peakRssMib) {}
