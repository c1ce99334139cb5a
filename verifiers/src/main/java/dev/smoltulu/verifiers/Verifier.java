package dev.smoltulu.verifiers;

import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;

/** Decides whether a response is right. Safe for use by several threads at once. */
public interface Verifier extends AutoCloseable {

    /**
     * The verdict on {@code response}. Whatever a model may have written, this returns and does not throw: what goes
     * wrong on the way is a {@linkplain Verdict#problem() problem}.
     *
     * @throws InterruptedException when the thread is interrupted; no work continues then
     */
    Verdict verify(Response response) throws InterruptedException;

    /**
     * Refuses a ground truth that this verifier cannot compare anything with, so that the error comes when rows are read.
     *
     * @throws UserError saying what it must be
     */
    void check(JsonElement groundTruth);

    /** Ends what works on verdicts. */
    @Override
    default void close() {}
}
