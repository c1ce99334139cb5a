package dev.smoltulu.verifiers.ifeval.language;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How frequent n-grams are in each of the languages; the profiles are resources of the language-detector library. */
final class LanguageProfiles {

    /** Those that Python's langdetect knows, by its names. */
    private static final List<String> LANGUAGES = List.of(
            "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he",
            "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt", "lv", "mk", "ml", "mr", "ne", "nl", "no", "pa", "pl",
            "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi",
            "zh-cn", "zh-tw");
    /** Their names in the library, where they differ. */
    private static final Map<String, String> RESOURCES = Map.of("zh-cn", "zh-CN", "zh-tw", "zh-TW");

    private static final int MAX_GRAM = 3;

    private final Map<String, float[]> probabilities = new HashMap<>();

    private LanguageProfiles() {}

    static LanguageProfiles load() {
        LanguageProfiles profiles = new LanguageProfiles();
        for (int language = 0; language < LANGUAGES.size(); language++) {
            String name = LANGUAGES.get(language);
            String resource = "/languages/" + RESOURCES.getOrDefault(name, name);
            try (InputStream in = LanguageProfiles.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("no language profile " + resource + " on the class path");
                }
                profiles.read(new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8)), language);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return profiles;
    }

    /** The number of languages. */
    int size() {
        return LANGUAGES.size();
    }

    String language(int index) {
        return LANGUAGES.get(index);
    }

    /** Share of {@code gram} among the n-grams of its length in each language: [languages]; null if none has it. */
    float[] probabilities(String gram) {
        return probabilities.get(gram);
    }

    private void read(JsonReader json, int language) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        long[] totals = new long[MAX_GRAM];
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "freq" -> {
                    json.beginObject();
                    while (json.hasNext()) {
                        counts.put(json.nextName(), json.nextInt());
                    }
                    json.endObject();
                }
                case "n_words" -> {
                    json.beginArray();
                    for (int n = 0; n < MAX_GRAM; n++) {
                        totals[n] = json.nextLong();
                    }
                    json.endArray();
                }
                default -> json.skipValue();
            }
        }
        json.endObject();
        counts.forEach((gram, count) -> {
            if (gram.length() <= MAX_GRAM) {
                float[] byLanguage = probabilities.computeIfAbsent(gram, key -> new float[LANGUAGES.size()]);
                byLanguage[language] = (float) ((double) count / totals[gram.length() - 1]);
            }
        });
    }
}
