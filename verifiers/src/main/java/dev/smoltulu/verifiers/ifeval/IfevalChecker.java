package dev.smoltulu.verifiers.ifeval;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import java.util.ArrayList;
import java.util.List;

/** From a row of IFEval to instructions, and from a response to a verdict on each. */
public final class IfevalChecker {

    private IfevalChecker() {}

    /**
     * The instructions of a row, in its order.
     *
     * @param doc   {@code instruction_id_list}, and in {@code kwargs} an object of arguments for each; arguments of
     *              other instructions may be there as null, as in the data set's Hugging Face form
     * @param where what the errors name: a file and row
     * @throws UserError if an id is unknown, an argument is missing or of no use, or the two lists do not fit
     */
    public static List<Instruction> instructions(JsonObject doc, String where) {
        JsonArray ids = list(doc, "instruction_id_list", where);
        JsonArray kwargs = list(doc, "kwargs", where);
        if (ids.size() != kwargs.size()) {
            throw UserError.failed(where + ": instruction_id_list has " + ids.size() + " entries, kwargs "
                    + kwargs.size() + "; give each instruction its arguments");
        }
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            instructions.add(instruction(ids.get(i), kwargs.get(i), where));
        }
        return List.copyOf(instructions);
    }

    /** Whether the unchanged response follows each of the instructions: [instructions]. */
    public static boolean[] strict(List<Instruction> instructions, String response) {
        boolean[] verdicts = new boolean[instructions.size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = instructions.get(i).strict(response);
        }
        return verdicts;
    }

    /** Whether any of eight variants of the response follows each of the instructions: [instructions]. */
    public static boolean[] loose(List<Instruction> instructions, String response) {
        boolean[] verdicts = new boolean[instructions.size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = instructions.get(i).loose(response);
        }
        return verdicts;
    }

    private static Instruction instruction(JsonElement id, JsonElement values, String where) {
        if (!id.isJsonPrimitive() || !id.getAsJsonPrimitive().isString()) {
            throw UserError.failed(where + ": instruction_id_list holds " + id + "; it must hold ids as text");
        }
        JsonElement arguments = values instanceof JsonNull ? new JsonObject() : values;
        if (!arguments.isJsonObject()) {
            throw UserError.failed(
                    where + ": kwargs holds " + values + "; it must hold an object for each instruction");
        }
        InstructionType type = InstructionType.parse(id.getAsString(), where);
        return type.with(new Arguments(arguments.getAsJsonObject(), where + ", " + type.id()));
    }

    private static JsonArray list(JsonObject doc, String key, String where) {
        if (doc.get(key) instanceof JsonArray array) {
            return array;
        }
        throw UserError.failed(where + ": '" + key + "' must be a list");
    }
}
