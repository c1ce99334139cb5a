package dev.smoltulu.verifiers.ifeval.sentence;

import static dev.smoltulu.base.python.PythonRegex.Flag.MULTILINE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Sentence boundaries by Punkt (Kiss and Strunk 2006) as NLTK 3.10 applies it: a period, question or exclamation mark
 * ends a sentence unless the text around it says otherwise.
 */
public final class PunktSentences {

    private static final String NON_WORD = "[)\";}\\]*:@'({\\[\\u2018\\u2019\\u201c\\u201d\\xab\\xbb?!]";
    private static final String RUN = "(?:-{2,}|\\.{2,}|\\.(?:\\s\\.){2,}+)";
    private static final String WORD_END =
            "(?=\\s|$|" + NON_WORD + "|" + RUN + "|,(?=$|\\s|" + NON_WORD + "|" + RUN + "))";
    private static final PythonRegex TOKEN =
            PythonRegex.compile(RUN + "|(?=[^(\"`{\\[:;&#*@)}\\]\\-,])\\S+?" + WORD_END + "|\\S");
    /** A mark that may end a sentence; group 1 what follows, group 2 the next token where white space comes first. */
    private static final PythonRegex MARK = PythonRegex.compile("[.?!](?=(" + NON_WORD + "|\\s+(\\S+)))");
    /** Closing quotes and brackets at the start of a sentence belong to the one before. */
    private static final PythonRegex CLOSING =
            PythonRegex.compile("[\"')\\]}\\u2018\\u2019\\u201c\\u201d\\xab\\xbb]+?(?:\\s+|(?=--)|$)", MULTILINE);

    private static final String ASCII_SPACE = " \t\n\r\u000b\f";

    private final PunktParameters parameters;

    PunktSentences(PunktParameters parameters) {
        this.parameters = parameters;
    }

    /** For English. */
    public static PunktSentences english() {
        return English.SENTENCES;
    }

    /** The sentences of {@code text}, without the white space between them. */
    public List<String> split(String text) {
        List<Span> spans = spans(text);
        List<String> sentences = new ArrayList<>();
        int moved = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int start = Math.min(span.start + moved, span.end);
            Matcher closing = i + 1 == spans.size()
                    ? null
                    : CLOSING.matcher(spans.get(i + 1).of(text));
            if (closing != null && closing.lookingAt()) {
                int end = spans.get(i + 1).start
                        + PythonText.stripTrailing(closing.group()).length();
                sentences.add(text.substring(start, end));
                moved = closing.end();
                continue;
            }
            moved = 0;
            if (start < span.end) {
                sentences.add(text.substring(start, span.end));
            }
        }
        return sentences;
    }

    private List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        int start = 0;
        for (Context context : contexts(text)) {
            if (endsSentence(tokens(context.text))) {
                spans.add(new Span(start, context.end));
                start = context.next;
            }
        }
        spans.add(new Span(start, Math.max(start, PythonText.stripTrailing(text).length())));
        return spans;
    }

    /** Each mark that may end a sentence with the word before it; of marks in one word the last one. */
    private static List<Context> contexts(String text) {
        List<Context> contexts = new ArrayList<>();
        Matcher mark = MARK.matcher(text);
        Context pending = null;
        int wordStart = 0;
        int wordEnd = 0;
        while (mark.find()) {
            int space = lastSpace(text, wordEnd, mark.start());
            int nextWordStart = space > wordEnd ? space + 1 : wordStart;
            if (pending != null && wordEnd <= nextWordStart) {
                contexts.add(pending);
            }
            wordStart = nextWordStart;
            wordEnd = mark.start();
            pending = new Context(
                    text.substring(wordStart, mark.end()) + mark.group(1),
                    mark.end(),
                    mark.group(2) == null ? mark.end() : mark.start(2));
        }
        if (pending != null) {
            contexts.add(pending);
        }
        return contexts;
    }

    /** The last white space from {@code from} on and before {@code to}; {@code from} if there is none. */
    private static int lastSpace(String text, int from, int to) {
        for (int i = to - 1; i > from; i--) {
            if (ASCII_SPACE.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return from;
    }

    private List<PunktToken> tokens(String text) {
        List<PunktToken> tokens = new ArrayList<>();
        for (String line : text.split("\n")) {
            TOKEN.findAll(line).forEach(token -> tokens.add(PunktToken.of(token, parameters)));
        }
        return tokens;
    }

    /** Whether a sentence ends before the last token. */
    private boolean endsSentence(List<PunktToken> tokens) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (endsBefore(tokens.get(i), tokens.get(i + 1))) {
                return true;
            }
        }
        return false;
    }

    /** The second pass: whether {@code token} ends a sentence, given what follows. */
    private boolean endsBefore(PunktToken token, PunktToken next) {
        if (!token.endsInPeriod()) {
            return token.ends();
        }
        String type = token.typeWithoutPeriod();
        if (parameters.isCollocation(type, next.wordType())) {
            return false;
        }
        Evidence evidence = evidence(next);
        if (token.isInitial()) {
            boolean name =
                    evidence == Evidence.UNKNOWN && next.startsUpper() && !parameters.occursLower(next.wordType());
            return token.ends() && evidence != Evidence.CONTINUES && !name;
        }
        if (type.equals(PunktToken.NUMBER)) {
            return token.ends() && evidence != Evidence.CONTINUES;
        }
        if (token.abbreviation() || token.isEllipsis()) {
            return evidence == Evidence.STARTS || next.startsUpper() && parameters.startsSentences(next.wordType());
        }
        return token.ends();
    }

    /** What the case of a word's first letter says about it. */
    private enum Evidence {
        STARTS,
        CONTINUES,
        UNKNOWN
    }

    private Evidence evidence(PunktToken token) {
        if (token.text().length() == 1 && ";:,.!?".contains(token.text())) {
            return Evidence.CONTINUES;
        }
        String type = token.wordType();
        if (token.startsUpper() && parameters.occursLower(type) && !parameters.occursUpperInside(type)) {
            return Evidence.STARTS;
        }
        return token.startsLower() ? Evidence.CONTINUES : Evidence.UNKNOWN;
    }

    /** Code units from {@code start} to before {@code end}. */
    private record Span(int start, int end) {

        String of(String text) {
            return text.substring(start, end);
        }
    }

    /** What decides on a mark: the text around it, where a sentence that ends there ends, where the next begins. */
    private record Context(String text, int end, int next) {}

    private static final class English {
        static final PunktSentences SENTENCES = new PunktSentences(PunktParameters.english());
    }
}
