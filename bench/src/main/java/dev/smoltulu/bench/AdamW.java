package dev.smoltulu.bench;

/** The update all sides make: AdamW as in torch, no weight decay, no clipping. */
public final class AdamW {

    public static final double LEARNING_RATE = 9e-5;
    public static final double BETA1 = 0.9;
    public static final double BETA2 = 0.999;
    public static final double EPSILON = 1e-8;

    private AdamW() {}
}
