package dev.smoltulu.eval.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions written for Python's {@code re}, with its meaning of line ends, classes and groups. */
public final class PythonPattern {

    private PythonPattern() {
    }

    /**
     * Compiles {@code source}. Only {@code \n} ends a line, {@code \w}, {@code \d}, {@code \s} and {@code \b} know
     * Unicode, {@code (?P<name>...)} and {@code (?P=name)} name groups, {@code \Z} is the end of the text.
     *
     * @throws PatternSyntaxException for a source that Java cannot read either
     */
    public static Pattern compile(String source) {
        String java = source.replace("(?P<", "(?<").replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>")
                .replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\Z", "$1\\\\z");
        return Pattern.compile(java, Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
    }

    /**
     * Every match from left to right: {@code re.findall}. A match is its groups, those that took no part empty, or
     * the whole of it where the pattern has no group.
     */
    public static List<List<String>> findAll(Pattern pattern, String text) {
        List<List<String>> matches = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            List<String> groups = new ArrayList<>();
            for (int i = Math.min(1, matcher.groupCount()); i <= matcher.groupCount(); i++) {
                groups.add(matcher.group(i) == null ? "" : matcher.group(i));
            }
            matches.add(groups);
        }
        return matches;
    }
}
