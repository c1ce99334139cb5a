package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.UserError;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The instructions of IFEval: their ids and, for each, how its arguments become a check. */
public enum InstructionType {
    KEYWORDS_EXISTENCE("keywords:existence", WordChecks::existence),
    KEYWORDS_FREQUENCY("keywords:frequency", WordChecks::frequency),
    KEYWORDS_FORBIDDEN_WORDS("keywords:forbidden_words", WordChecks::forbiddenWords),
    KEYWORDS_LETTER_FREQUENCY("keywords:letter_frequency", WordChecks::letterFrequency),
    LANGUAGE_RESPONSE_LANGUAGE("language:response_language", WordChecks::responseLanguage),
    LENGTH_NUMBER_SENTENCES("length_constraints:number_sentences", LengthChecks::numberSentences),
    LENGTH_NUMBER_PARAGRAPHS("length_constraints:number_paragraphs", LengthChecks::numberParagraphs),
    LENGTH_NUMBER_WORDS("length_constraints:number_words", LengthChecks::numberWords),
    LENGTH_NTH_PARAGRAPH_FIRST_WORD("length_constraints:nth_paragraph_first_word", LengthChecks::nthParagraphFirstWord),
    CONTENT_NUMBER_PLACEHOLDERS("detectable_content:number_placeholders", LayoutChecks::numberPlaceholders),
    CONTENT_POSTSCRIPT("detectable_content:postscript", LayoutChecks::postscript),
    FORMAT_NUMBER_BULLET_LISTS("detectable_format:number_bullet_lists", LayoutChecks::numberBulletLists),
    FORMAT_CONSTRAINED_RESPONSE("detectable_format:constrained_response", LayoutChecks::constrainedResponse),
    FORMAT_NUMBER_HIGHLIGHTED_SECTIONS(
            "detectable_format:number_highlighted_sections", LayoutChecks::numberHighlightedSections),
    FORMAT_MULTIPLE_SECTIONS("detectable_format:multiple_sections", LayoutChecks::multipleSections),
    FORMAT_JSON("detectable_format:json_format", LayoutChecks::json),
    FORMAT_TITLE("detectable_format:title", LayoutChecks::title),
    COMBINATION_TWO_RESPONSES("combination:two_responses", LayoutChecks::twoResponses),
    COMBINATION_REPEAT_PROMPT("combination:repeat_prompt", LayoutChecks::repeatPrompt),
    STARTEND_END_CHECKER("startend:end_checker", LayoutChecks::endChecker),
    STARTEND_QUOTATION("startend:quotation", LayoutChecks::quotation),
    CHANGE_CASE_CAPITAL_WORD_FREQUENCY("change_case:capital_word_frequency", WordChecks::capitalWordFrequency),
    CHANGE_CASE_ENGLISH_CAPITAL("change_case:english_capital", WordChecks::englishCapital),
    CHANGE_CASE_ENGLISH_LOWERCASE("change_case:english_lowercase", WordChecks::englishLowercase),
    PUNCTUATION_NO_COMMA("punctuation:no_comma", WordChecks::noComma);

    private final String id;
    private final Function<Arguments, Predicate<String>> check;

    InstructionType(String id, Function<Arguments, Predicate<String>> check) {
        this.id = id;
        this.check = check;
    }

    /** As {@code instruction_id_list} has it. */
    public String id() {
        return id;
    }

    /** @throws UserError if an argument is missing or of no use */
    Instruction with(Arguments arguments) {
        return new Instruction(this, check.apply(arguments));
    }

    /**
     * The instruction called {@code id}.
     *
     * @param where what the error names: a file and row
     * @throws UserError if there is none
     */
    static InstructionType parse(String id, String where) {
        return Arrays.stream(values())
                .filter(type -> type.id.equals(id))
                .findFirst()
                .orElseThrow(() -> UserError.failed(where + ": unknown instruction id '" + id + "'; known are "
                        + Arrays.stream(values()).map(InstructionType::id).collect(Collectors.joining(", "))));
    }
}
