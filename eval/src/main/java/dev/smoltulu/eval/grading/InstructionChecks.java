package dev.smoltulu.eval.grading;

import com.google.gson.JsonObject;
import java.util.List;

/** Decides which instructions of an IFEval document a response follows. */
@FunctionalInterface
public interface InstructionChecks {

    /**
     * The checks of one document.
     *
     * @param doc   a row of the data set
     * @param where names it in errors
     * @throws dev.smoltulu.base.UserError for an instruction that is not known or has wrong arguments
     */
    OfDocument of(JsonObject doc, String where);

    /** One verdict an instruction, in the document's order. */
    interface OfDocument {

        /** By the response as it is. */
        List<Boolean> strict(String response);

        /** By the best of the response's variants. */
        List<Boolean> loose(String response);
    }
}
