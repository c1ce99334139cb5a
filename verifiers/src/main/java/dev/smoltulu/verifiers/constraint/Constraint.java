package dev.smoltulu.verifiers.constraint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.verifiers.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The constraints by the names of open-instruct's functions, each with the arguments that it takes. */
public enum Constraint {
    VERIFY_KEYWORDS(WordConstraints::keywords, "keyword_list"),
    VERIFY_KEYWORD_FREQUENCY(WordConstraints::keywordFrequency, "word", "N"),
    VALIDATE_FORBIDDEN_WORDS(WordConstraints::forbiddenWords, "forbidden_words"),
    VERIFY_LETTER_FREQUENCY(WordConstraints::letterFrequency, "letter", "N"),
    VALIDATE_RESPONSE_LANGUAGE(WordConstraints::responseLanguage, "language"),
    VALIDATE_WORD_CONSTRAINT(WordConstraints::wordCount, "N", "quantifier"),
    VERIFY_SENTENCE_CONSTRAINT(PartConstraints::sentenceCount, "N", "quantifier"),
    VERIFY_PARAGRAPH_COUNT(PartConstraints::paragraphCount, "N"),
    VALIDATE_PARAGRAPHS(PartConstraints::paragraphStart, "N", "first_word", "i"),
    VALIDATE_SECTIONS(PartConstraints::sections, "N", "section_splitter"),
    VERIFY_POSTSCRIPT(PartConstraints::postscript, "postscript_marker"),
    VALIDATE_TWO_RESPONSES(PartConstraints::twoResponses),
    VALIDATE_REPEAT_PROMPT(PartConstraints::repeatPrompt, "original_prompt"),
    VALIDATE_END(PartConstraints::end, "end_phrase"),
    VALIDATE_PLACEHOLDERS(MarkupConstraints::placeholders, "N"),
    VERIFY_BULLET_POINTS(MarkupConstraints::bullets, "N"),
    VALIDATE_TITLE(MarkupConstraints::title),
    VALIDATE_CHOICE(MarkupConstraints::choice, "options"),
    VALIDATE_HIGHLIGHTED_SECTIONS(MarkupConstraints::highlights, "N"),
    VALIDATE_JSON_FORMAT(MarkupConstraints::json),
    VALIDATE_UPPERCASE(WordConstraints::uppercase),
    VALIDATE_LOWERCASE(WordConstraints::lowercase),
    VALIDATE_FREQUENCY_CAPITAL_WORDS(WordConstraints::capitalWords, "N", "quantifier"),
    VALIDATE_QUOTATION(WordConstraints::quotation),
    VALIDATE_NO_COMMAS(WordConstraints::noCommas);

    /** Where a ground truth has the function's name. */
    public static final String FUNCTION = "func_name";

    private final BiFunction<ConstraintArguments, Rules, Predicate<String>> check;
    private final List<String> arguments;

    Constraint(BiFunction<ConstraintArguments, Rules, Predicate<String>> check, String... arguments) {
        this.check = check;
        this.arguments = List.of(arguments);
    }

    /** As a ground truth has it: {@code verify_keywords}. */
    public String function() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The arguments that it needs. */
    public List<String> arguments() {
        return arguments;
    }

    /**
     * The check that a ground truth asks for.
     *
     * @param groundTruth {@code func_name} and its arguments; others may be there as null
     * @return safe for use by several threads; takes a response without white space at its ends
     * @throws UserError for a function that is not known, and for arguments that are missing, of no use or not its own
     */
    public static Predicate<String> of(JsonObject groundTruth, Rules rules) {
        Constraint constraint = named(groundTruth.get(FUNCTION));
        for (Map.Entry<String, JsonElement> argument : groundTruth.entrySet()) {
            String name = argument.getKey();
            if (!name.equals(FUNCTION) && !argument.getValue().isJsonNull() && !constraint.arguments.contains(name)) {
                throw UserError.failed("ground_truth: " + constraint.function() + " does not take '" + name + "'; "
                        + (constraint.arguments.isEmpty()
                                ? "it takes nothing"
                                : "it takes " + String.join(", ", constraint.arguments)));
            }
        }
        return constraint.check.apply(new ConstraintArguments(constraint.function(), groundTruth), rules);
    }

    private static Constraint named(JsonElement function) {
        String name = function != null && function.isJsonPrimitive() ? function.getAsString() : "";
        return Arrays.stream(values())
                .filter(constraint -> constraint.function().equals(name))
                .findFirst()
                .orElseThrow(() -> UserError.failed("ground_truth: unknown func_name " + function + "; known are "
                        + Arrays.stream(values()).map(Constraint::function).collect(Collectors.joining(", "))));
    }
}
