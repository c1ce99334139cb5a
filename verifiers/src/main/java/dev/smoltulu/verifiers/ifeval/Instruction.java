package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.python.PythonText;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One instruction of a prompt with its arguments, ready to check responses; it may be used by several threads. */
public final class Instruction {

    private final InstructionType type;
    private final Predicate<String> check;

    Instruction(InstructionType type, Predicate<String> check) {
        this.type = type;
        this.check = check;
    }

    /** What it asks for. */
    public InstructionType type() {
        return type;
    }

    /** Whether the unchanged response follows the instruction; a blank one never does. */
    public boolean strict(String response) {
        return !PythonText.isBlank(response) && check.test(response);
    }

    /** Whether the response follows the instruction once common wrapping is taken away: any of eight variants. */
    public boolean loose(String response) {
        return looseVariants(response).anyMatch(this::strict);
    }

    /** The response as it is, without its first line, its last line and both; each also without asterisks. */
    private static Stream<String> looseVariants(String response) {
        int firstBreak = response.indexOf('\n');
        int lastBreak = response.lastIndexOf('\n');
        String withoutFirst = firstBreak < 0 ? "" : response.substring(firstBreak + 1);
        String withoutLast = lastBreak < 0 ? "" : response.substring(0, lastBreak);
        String withoutBoth = lastBreak <= firstBreak ? "" : response.substring(firstBreak + 1, lastBreak);
        List<String> variants = List.of(
                response, PythonText.strip(withoutFirst), PythonText.strip(withoutLast), PythonText.strip(withoutBoth));
        return Stream.concat(variants.stream(), variants.stream().map(variant -> variant.replace("*", "")))
                .distinct();
    }
}
