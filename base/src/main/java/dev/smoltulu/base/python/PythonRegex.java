package dev.smoltulu.base.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python's {@code re} over {@code str}: only a line feed ends a line, and {@code \w},
 * {@code \s}, {@code \d} and {@code \b} follow {@code str.isalnum}, {@code str.isspace} and {@code str.isdecimal}. A
 * search ends with a RuntimeException when its thread is interrupted, however long it would have taken.
 */
public final class PythonRegex {

    /** How a pattern is applied; Python's flags of these names. */
    public enum Flag {
        IGNORECASE(Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE),
        MULTILINE(Pattern.MULTILINE);

        private final int bits;

        Flag(int bits) {
            this.bits = bits;
        }
    }

    private final String source;
    private final Pattern pattern;

    private PythonRegex(String source, Pattern pattern) {
        this.source = source;
        this.pattern = pattern;
    }

    /**
     * Compiles a pattern in Python's syntax.
     *
     * @throws PatternSyntaxException if it is none, or uses a conditional group or a flag that only Python has
     */
    public static PythonRegex compile(String python, Flag... flags) {
        int bits = Pattern.UNIX_LINES;
        for (Flag flag : flags) {
            bits |= flag.bits;
        }
        return new PythonRegex(python, Pattern.compile(new PythonRegexSyntax(python).toJava(), bits));
    }

    /** The pattern in Python's syntax. */
    public String source() {
        return source;
    }

    /** {@code re.search}: whether the pattern matches anywhere. */
    public boolean found(String text) {
        return matcher(text).find();
    }

    /** {@code len(re.findall)}: matches that do not overlap. */
    public int count(String text) {
        Matcher matcher = matcher(text);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** The text of each match, in order. */
    public List<String> findAll(String text) {
        return matcher(text).results().map(result -> result.group()).toList();
    }

    /**
     * {@code re.findall}: each match by its groups, those that took no part empty, or by the whole of it where the
     * pattern has no group.
     */
    public List<List<String>> findAllGroups(String text) {
        List<List<String>> matches = new ArrayList<>();
        Matcher matcher = matcher(text);
        while (matcher.find()) {
            List<String> groups = new ArrayList<>();
            for (int i = Math.min(1, matcher.groupCount()); i <= matcher.groupCount(); i++) {
                groups.add(matcher.group(i) == null ? "" : matcher.group(i));
            }
            matches.add(groups);
        }
        return matches;
    }

    /** {@code re.split}: what lies between the matches and, as there, what the pattern's groups captured. */
    public List<String> split(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = matcher(text);
        int start = 0;
        while (matcher.find()) {
            pieces.add(text.substring(start, matcher.start()));
            for (int group = 1; group <= matcher.groupCount(); group++) {
                pieces.add(matcher.group(group));
            }
            start = matcher.end();
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /** {@code re.sub}; {@code $1} in the replacement is the first group. */
    public String replaceAll(String text, String replacement) {
        return matcher(text).replaceAll(replacement);
    }

    /** A matcher over {@code text}, for callers that need positions. */
    public Matcher matcher(String text) {
        return pattern.matcher(new InterruptibleText(text));
    }

    /** {@code re.escape}: a pattern that matches {@code text} and nothing else. */
    public static String escape(String text) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if ("\\.^$*+?{}[]|()-&~#".indexOf(text.charAt(i)) >= 0) {
                pattern.append('\\');
            }
            pattern.append(text.charAt(i));
        }
        return pattern.toString();
    }
}
