package dev.smoltulu.verifiers.builtin;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonLiteral;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.constraint.Constraint;
import dev.smoltulu.verifiers.ifeval.IfevalChecker;
import dev.smoltulu.verifiers.ifeval.Instruction;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Whether a response follows instructions. The ground truth is one of two forms, as JSON or as a text of JSON or of a
 * Python literal:
 * <ul>
 * <li>Tulu 3's own set: {@code func_name} and its arguments, one {@link Constraint}, right or wrong;
 * <li>newer sets: {@code instruction_id} (or IFEval's {@code instruction_id_list}) and {@code kwargs}, alone or as the
 * only entry of a list; the score is the share of instructions that the response follows strictly.
 * </ul>
 */
final class IfevalVerifier implements Verifier {

    static final String NAME = "ifeval";

    private static final List<String> IDS = List.of("instruction_id", "instruction_id_list");
    private static final String KWARGS = "kwargs";

    private final Rules rules;

    IfevalVerifier(Rules rules) {
        this.rules = rules;
    }

    @Override
    public Verdict verify(Response response) {
        return Verdict.scored(judge(response.groundTruth()).applyAsDouble(response.answer(rules)));
    }

    @Override
    public void check(JsonElement groundTruth) {
        judge(groundTruth);
    }

    /** From an answer to its score. */
    private ToDoubleFunction<String> judge(JsonElement groundTruth) {
        JsonObject asked = asked(groundTruth);
        if (asked.has(Constraint.FUNCTION)) {
            Predicate<String> constraint = Constraint.of(asked, rules);
            return answer -> constraint.test(answer) ? 1 : 0;
        }
        Optional<String> ids = IDS.stream().filter(asked::has).findFirst();
        if (ids.isEmpty()) {
            throw UserError.failed("ground_truth must have func_name, or instruction_id and kwargs, not "
                    + GroundTruth.shown(groundTruth));
        }
        JsonObject row = new JsonObject();
        row.add("instruction_id_list", asked.get(ids.get()));
        row.add(KWARGS, asked.get(KWARGS));
        List<Instruction> instructions = IfevalChecker.instructions(row, "ground_truth");
        if (instructions.isEmpty()) {
            throw UserError.failed("ground_truth: " + ids.get() + " is empty; it needs at least one instruction");
        }
        return answer -> share(IfevalChecker.strict(instructions, answer));
    }

    private static double share(boolean[] followed) {
        int count = 0;
        for (boolean one : followed) {
            count += one ? 1 : 0;
        }
        return (double) count / followed.length;
    }

    private static JsonObject asked(JsonElement groundTruth) {
        JsonElement value = read(groundTruth);
        if (value instanceof JsonArray array && array.size() == 1) {
            value = read(array.get(0));
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw UserError.failed(
                "ground_truth must be an object, as JSON or as text, not " + GroundTruth.shown(groundTruth));
    }

    /** What a text says; anything else is what it is. */
    private static JsonElement read(JsonElement value) {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
            return value;
        }
        try {
            return new Gson().getAdapter(JsonElement.class).fromJson(primitive.getAsString());
        } catch (JsonParseException | IOException e) {
            return PythonLiteral.parse(primitive.getAsString()).orElse(value);
        }
    }
}
