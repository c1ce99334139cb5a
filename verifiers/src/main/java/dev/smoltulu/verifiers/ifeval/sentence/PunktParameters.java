package dev.smoltulu.verifiers.ifeval.sentence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What Punkt knows of a language. All words are in lower case. */
final class PunktParameters {

    private static final String ENGLISH = "punkt-english.txt";
    /** Periods with spaces between them, less the last period. */
    private static final String SPACED_ELLIPSIS = ". . ";

    private final Map<String, Set<String>> wordsByKind = new HashMap<>();

    private PunktParameters() {}

    /** For English, from the resource of that name. */
    static PunktParameters english() {
        try (Reader reader =
                new InputStreamReader(PunktParameters.class.getResourceAsStream(ENGLISH), StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads lines of a kind and words of that kind, with spaces between them; {@code #} starts a comment line. The
     * kinds are those of the methods below; {@code lower} and {@code both} are words that occur in lower case, the
     * latter also in upper case where no sentence starts.
     */
    static PunktParameters read(Reader reader) throws IOException {
        PunktParameters parameters = new PunktParameters();
        BufferedReader lines = new BufferedReader(reader);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            String[] words = line.split(" ");
            Set<String> kind = parameters.wordsByKind.computeIfAbsent(words[0], name -> new HashSet<>());
            for (int i = 1; i < words.length; i++) {
                kind.add(words[i]);
            }
        }
        return parameters;
    }

    private boolean is(String kind, String word) {
        return wordsByKind.getOrDefault(kind, Set.of()).contains(word);
    }

    /** Whether a word that a period follows is an abbreviation; of a word with hyphens its last part counts. */
    boolean isAbbreviation(String word) {
        return is("abbreviation", word)
                || is("abbreviation", word.substring(word.lastIndexOf('-') + 1))
                || word.equals(SPACED_ELLIPSIS);
    }

    boolean isCollocation(String type, String next) {
        return type.equals(PunktToken.NUMBER) && is("after-number", next);
    }

    boolean startsSentences(String word) {
        return is("starter", word);
    }

    boolean occursLower(String word) {
        return is("lower", word) || is("both", word);
    }

    boolean occursUpperInside(String word) {
        return is("both", word);
    }
}
