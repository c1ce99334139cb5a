package dev.smoltulu.verifiers.ifeval.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeBlock;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Characters as language profiles have them: of a script that one language alone uses a single character is left, and
 * rare Han characters are counted as the common one of their group. The groups are a resource of the language-detector
 * library.
 */
final class ProfileCharacters {

    private static final String HAN_GROUPS = "/com/optimaize/langdetect/cybozu/util/messages.properties";
    private static final String HAN_GROUP_KEY = "NGram.KANJI_";
    private static final Pattern VIETNAMESE =
            Pattern.compile("[AEIOUYaeiouy\u00c2\u00ca\u00d4\u00e2\u00ea\u00f4\u0102\u0103\u01a0\u01a1\u01af\u01b0]"
                    + "[\u0300\u0301\u0303\u0309\u0323]");
    private static final Map<Integer, Integer> HAN = hanGroups();

    private ProfileCharacters() {}

    /** {@code text} with Vietnamese vowels and their tone marks put together. */
    static String composeVietnamese(String text) {
        return VIETNAMESE.matcher(text).replaceAll(pair -> Normalizer.normalize(pair.group(), Normalizer.Form.NFC));
    }

    /** The character that is counted for {@code c}; a space if none is. */
    static int normalize(int c) {
        UnicodeBlock block = UnicodeBlock.of(c);
        if (block == UnicodeBlock.BASIC_LATIN) {
            return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' ? c : ' ';
        }
        if (block == UnicodeBlock.LATIN_1_SUPPLEMENT) {
            return c == 0xa0 || c == 0xab || c == 0xb0 || c == 0xbb ? ' ' : c;
        }
        if (block == UnicodeBlock.LATIN_EXTENDED_B) {
            return c == 0x219 ? 0x15f : c == 0x21b ? 0x163 : c;
        }
        if (block == UnicodeBlock.GENERAL_PUNCTUATION) {
            return ' ';
        }
        if (block == UnicodeBlock.ARABIC) {
            return c == 0x6cc ? 0x64a : c;
        }
        if (block == UnicodeBlock.LATIN_EXTENDED_ADDITIONAL) {
            return c >= 0x1ea0 ? 0x1ec3 : c;
        }
        if (block == UnicodeBlock.HIRAGANA) {
            return 0x3042;
        }
        if (block == UnicodeBlock.KATAKANA) {
            return 0x30a2;
        }
        if (block == UnicodeBlock.BOPOMOFO || block == UnicodeBlock.BOPOMOFO_EXTENDED) {
            return 0x3105;
        }
        if (block == UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS) {
            return HAN.getOrDefault(c, c);
        }
        return block == UnicodeBlock.HANGUL_SYLLABLES ? 0xac00 : c;
    }

    /** From a Han character to the first of its group. */
    private static Map<Integer, Integer> hanGroups() {
        Properties properties = new Properties();
        try (InputStream in = ProfileCharacters.class.getResourceAsStream(HAN_GROUPS)) {
            if (in == null) {
                throw new IllegalStateException("no " + HAN_GROUPS + " on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Integer, Integer> groups = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith(HAN_GROUP_KEY))
                .forEach(key -> {
                    String group = properties.getProperty(key);
                    group.codePoints().forEach(c -> groups.put(c, group.codePointAt(0)));
                });
        return groups;
    }
}
