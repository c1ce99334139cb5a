package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.statistics.Setting;
import java.util.Locale;

/**
 * A sequence of colours from dark violet over blue and green to yellow. Lightness rises evenly, so it can be read in
 * grey and by colour-blind readers; computed in the OKLCH space (Ottosson, A perceptual color space for image
 * processing, 2020) as lightness, chroma and hue.
 */
final class ColourScale {

    private static final double DARKEST = 0.29;
    private static final double LIGHTEST = 0.91;
    private static final double FIRST_HUE = 308;
    private static final double LAST_HUE = 104;

    private ColourScale() {}

    /** The colour at {@code share} of the way from dark to light, as #rrggbb; shares outside 0 to 1 take its ends. */
    static String at(double share) {
        double t = Math.max(0, Math.min(1, share));
        double lightness = DARKEST + t * (LIGHTEST - DARKEST);
        // Blues and greens of middle lightness have little chroma within sRGB.
        double chroma = 0.115 - 0.13 * t + 0.19 * t * t;
        double hue = Math.toRadians(FIRST_HUE + t * (LAST_HUE - FIRST_HUE));
        return srgb(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
    }

    private static String srgb(double lightness, double a, double b) {
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return String.format(
                Locale.ROOT,
                "#%02x%02x%02x",
                channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static double cube(double value) {
        return value * value * value;
    }

    /** A linear intensity as one of sRGB's 256 steps. */
    private static int channel(double linear) {
        double bounded = Math.max(0, Math.min(1, linear));
        double encoded = bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * Math.pow(bounded, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * encoded);
    }

    /** The tooltips of marks. */
    static final class Legend {

        private Legend() {}

        /** Learning rate, batch size and score. */
        static String of(Setting.Score score) {
            String spread = score.seeds() > 1
                    ? String.format(
                            Locale.ROOT,
                            ", %d seeds from %s to %s",
                            score.seeds(),
                            Brief.of(score.lowest()),
                            Brief.of(score.highest()))
                    : Double.isFinite(score.standardError()) ? " \u00b1 " + Brief.of(score.standardError()) : "";
            return place(score.setting()) + ": " + Brief.of(score.mean()) + spread;
        }

        /** Why a setting has no score. */
        static String missing(Setting setting) {
            return place(setting) + ": " + (isFailed(setting) ? "failed" : "not finished");
        }

        static boolean isFailed(Setting setting) {
            return setting.cells().stream().anyMatch(cell -> cell.status() == CellResult.Status.FAILED);
        }

        private static String place(Setting setting) {
            return "learning rate " + Brief.of(setting.learningRate()) + ", batch size " + setting.batchSize();
        }
    }
}
