package dev.smoltulu.graphs.config;

/**
 * The scaling of rotary position frequencies for long contexts; the definitions are those of transformers'
 * {@code modeling_rope_utils}. None of the supported kinds scales the attention scores.
 */
public sealed interface RopeScaling {

    /**
     * Inverse frequencies of the rotary embedding in radians per position.
     *
     * @param headDim size of one head, even
     * @param theta base of the geometric series ({@code rope_theta})
     * @return {@code headDim / 2} values, fastest first
     */
    double[] inverseFrequencies(int headDim, double theta);

    /** Plain rotary embedding: theta^(-2i / headDim). */
    record None() implements RopeScaling {
        @Override
        public double[] inverseFrequencies(int headDim, double theta) {
            return unscaled(headDim, theta);
        }
    }

    /** Position interpolation (Chen et al. 2023): every frequency divided by {@code factor}. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double[] inverseFrequencies(int headDim, double theta) {
            double[] frequencies = unscaled(headDim, theta);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= factor;
            }
            return frequencies;
        }
    }

    /**
     * Llama 3.1's scaling: wavelengths beyond {@code originalMaxPositions / lowFreqFactor} are divided by
     * {@code factor}, those below {@code originalMaxPositions / highFreqFactor} stay, those between are blended.
     */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
            implements RopeScaling {
        @Override
        public double[] inverseFrequencies(int headDim, double theta) {
            double[] frequencies = unscaled(headDim, theta);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scaled(frequencies[i]);
            }
            return frequencies;
        }

        private double scaled(double frequency) {
            double turns = originalMaxPositions * frequency / (2 * Math.PI);
            if (turns > highFreqFactor) {
                return frequency;
            }
            if (turns < lowFreqFactor) {
                return frequency / factor;
            }
            double smooth = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }

    private static double[] unscaled(int headDim, double theta) {
        if (headDim <= 0 || headDim % 2 != 0) {
            throw new IllegalArgumentException("head size must be even and positive: " + headDim);
        }
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(theta, -2.0 * i / headDim);
        }
        return frequencies;
    }
}
