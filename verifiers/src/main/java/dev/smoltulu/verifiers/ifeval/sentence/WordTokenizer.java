package dev.smoltulu.verifiers.ifeval.sentence;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import java.util.ArrayList;
import java.util.List;

/**
 * Words as NLTK 3.10's {@code word_tokenize} cuts them: sentence by sentence, in the manner of the Penn Treebank.
 * Rules put spaces where a word ends, one rule after the other; the order matters.
 */
public final class WordTokenizer {

    /** What a rule matches, and what it puts there. */
    private record Rule(PythonRegex pattern, String replacement) {

        static Rule of(String pattern, String replacement, PythonRegex.Flag... flags) {
            return new Rule(PythonRegex.compile(pattern, flags), replacement);
        }
    }

    private static final String APART = " $0 ";
    private static final String FIRST_APART = " $1 $2 ";

    private static final List<Rule> RULES = List.of(
            // Opening quotes.
            Rule.of("[\\xab\\u201c\\u2018\\u201e]|`+", APART),
            Rule.of("^\"", "``"),
            Rule.of("``", APART),
            Rule.of("([ (\\[{<])(\"|'{2})", "$1 `` "),
            Rule.of("(?<!\\w)'(?!(?:re|ve|ll|m|t|s|d|n)\\b)(?=\\w)", "$0 ", IGNORECASE),
            // Punctuation; a period only at the end of the sentence.
            Rule.of("([^.])(\\.)([\\])}>\"'\\xbb\\u201d\\u2019 ]*)\\s*$", "$1 $2 $3 "),
            Rule.of("([:,])([^\\d])", " $1 $2"),
            Rule.of("[:,]$", APART),
            Rule.of("\\.{2,}", APART),
            Rule.of("[;@#$%&]", APART),
            Rule.of("[\\u2012-\\u2015]", APART),
            Rule.of("([^.])(\\.)([\\])}>\"']*)\\s*$", "$1 $2$3 "),
            Rule.of("[?!]", APART),
            Rule.of("([^'])' ", "$1 ' "),
            Rule.of("\\*", APART),
            Rule.of("[\\]\\[(){}<>]", APART),
            Rule.of("--", APART),
            // Closing quotes and clitics; a space on each side makes words of the first and the last.
            Rule.of("^|$", " "),
            Rule.of("[\\xbb\\u201d\\u2019]", APART),
            Rule.of("''", APART),
            Rule.of("\"", " '' "),
            Rule.of("[^\\S ]\\s*| \\s+", " "),
            Rule.of("([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "),
            Rule.of("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "),
            // Words grown together.
            Rule.of(
                    "(?=[cdglmw])\\b(can(?=not\\b)|d(?='ye\\b)|gim(?=me\\b)|gon(?=na\\b)|got(?=ta\\b)|lem(?=me\\b)"
                            + "|more(?='n\\b)|wan(?=na\\s))(not|'ye|me|na|ta|'n)",
                    FIRST_APART,
                    IGNORECASE),
            Rule.of(" ('t)(is|was)\\b", FIRST_APART, IGNORECASE));
    private static final PythonRegex WORD = PythonRegex.compile("\\S+");

    private WordTokenizer() {}

    /** The words of {@code text}, punctuation marks among them; straight double quotes become `` and ''. */
    public static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String sentence : PunktSentences.english().split(text)) {
            String spaced = sentence;
            for (Rule rule : RULES) {
                spaced = rule.pattern.replaceAll(spaced, rule.replacement);
            }
            words.addAll(WORD.findAll(spaced));
        }
        return words;
    }
}
