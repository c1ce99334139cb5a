package dev.smoltulu.verifiers.ifeval.language;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * The language of a text by naive Bayes over n-grams (Nakatani's language-detection, as Python's langdetect has it).
 * Each of several trials draws n-grams at random until one language is all but certain; the languages' probabilities
 * are averaged over the trials. langdetect draws anew at each call, so that its answer on texts without a clear
 * language changes from call to call. Here the seed is fixed and there are more trials: the answer is always the same,
 * and nearly always the one that langdetect gives most often.
 */
public final class LanguageDetector {

    /** The answer where no language has more than {@value #MIN_PROBABILITY}. */
    private static final String UNKNOWN = "unknown";

    private static final int TRIALS = 35;
    private static final long SEED = 0;
    private static final int MAX_DRAWS = 1000;
    private static final int DRAWS_BETWEEN_CHECKS = 5;
    private static final double CERTAIN = 0.99999;
    private static final double MIN_PROBABILITY = 0.1;
    private static final double SMOOTHING = 0.5 / 10_000;
    private static final double SMOOTHING_DEVIATION = 0.05 / 10_000;
    private static final int MAX_CHARACTERS = 10_000;
    private static final Pattern URL = Pattern.compile("https?://[-_.?&~;+=/#0-9A-Za-z]{1,2076}");
    private static final Pattern MAIL =
            Pattern.compile("[-_.0-9A-Za-z]{1,64}@[-_0-9A-Za-z]{1,255}[-_.0-9A-Za-z]{1,255}");

    private final LanguageProfiles profiles;

    private LanguageDetector(LanguageProfiles profiles) {
        this.profiles = profiles;
    }

    /** The detector; its profiles are read at the first call and kept. */
    public static LanguageDetector shared() {
        return Shared.DETECTOR;
    }

    /** The language's id, such as {@code en} or {@code zh-cn}; empty if it cannot be detected. */
    public Optional<String> detect(String text) {
        List<float[]> features = NGrams.of(withoutMinorLatin(clean(text))).stream()
                .map(profiles::probabilities)
                .filter(Objects::nonNull)
                .toList();
        if (features.isEmpty()) {
            return Optional.empty();
        }
        Random random = new Random(SEED);
        double[] average = new double[profiles.size()];
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] probabilities = trial(features, random);
            for (int i = 0; i < average.length; i++) {
                average[i] += probabilities[i] / TRIALS;
            }
        }
        int best = 0;
        for (int i = 1; i < average.length; i++) {
            best = average[i] > average[best] ? i : best;
        }
        return Optional.of(average[best] > MIN_PROBABILITY ? profiles.language(best) : UNKNOWN);
    }

    /** Without addresses, at most the first 10,000 characters, and of spaces in a row one. */
    private static String clean(String text) {
        String bare = ProfileCharacters.composeVietnamese(
                MAIL.matcher(URL.matcher(text).replaceAll(" ")).replaceAll(" "));
        StringBuilder clean = new StringBuilder();
        int[] characters = bare.codePoints().limit(MAX_CHARACTERS).toArray();
        for (int i = 0; i < characters.length; i++) {
            if (i == 0 || characters[i] != ' ' || characters[i - 1] != ' ') {
                clean.appendCodePoint(characters[i]);
            }
        }
        return clean.toString();
    }

    /** Without Latin letters where they are less than a third of the letters. */
    private static String withoutMinorLatin(String text) {
        long latin = text.codePoints().filter(LanguageDetector::isLatin).count();
        long other = text.codePoints()
                .filter(c ->
                        c >= 0x300 && Character.UnicodeBlock.of(c) != Character.UnicodeBlock.LATIN_EXTENDED_ADDITIONAL)
                .count();
        if (latin * 2 >= other) {
            return text;
        }
        StringBuilder rest = new StringBuilder();
        text.codePoints().filter(c -> !isLatin(c)).forEach(rest::appendCodePoint);
        return rest.toString();
    }

    private static boolean isLatin(int c) {
        return c >= 'A' && c <= 'z';
    }

    /** Probability of each language after draws from {@code features}: [languages]. */
    private double[] trial(List<float[]> features, Random random) {
        double[] probabilities = new double[profiles.size()];
        Arrays.fill(probabilities, 1.0 / probabilities.length);
        double smoothing = SMOOTHING + random.nextGaussian() * SMOOTHING_DEVIATION;
        for (int draw = 0; ; draw++) {
            float[] feature = features.get(random.nextInt(features.size()));
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] *= smoothing + feature[i];
            }
            if (draw % DRAWS_BETWEEN_CHECKS == 0 && (normalize(probabilities) > CERTAIN || draw >= MAX_DRAWS)) {
                return probabilities;
            }
        }
    }

    /** Makes the sum 1; gives the largest. */
    private static double normalize(double[] probabilities) {
        double sum = 0;
        for (double probability : probabilities) {
            sum += probability;
        }
        double largest = 0;
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= sum;
            largest = Math.max(largest, probabilities[i]);
        }
        return largest;
    }

    private static final class Shared {
        static final LanguageDetector DETECTOR = new LanguageDetector(LanguageProfiles.load());
    }
}
