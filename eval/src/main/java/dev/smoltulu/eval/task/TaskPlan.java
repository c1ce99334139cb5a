package dev.smoltulu.eval.task;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * A task that is ready to be run: everything but the model's answers.
 *
 * @param name         the name by which users and results know it
 * @param version      the task's own, which grows when its numbers change; lm-evaluation-harness's where it is its task
 * @param numFewshot   few-shot examples asked for
 * @param originalSize documents of the split
 * @param instances    the documents that are asked, in the order that the flavour asks them
 * @param config       what defines the task, as the results show it under {@code configs}
 * @param dataSha256   over the files its documents come from, in hexadecimal
 * @param grader       turns answers into numbers
 */
public record TaskPlan(
        String name,
        int version,
        int numFewshot,
        int originalSize,
        List<Instance> instances,
        JsonObject config,
        String dataSha256,
        Grader grader) {

    public TaskPlan {
        instances = List.copyOf(instances);
    }

    /** The same task with some of its documents. */
    public TaskPlan withInstances(List<Instance> some) {
        return new TaskPlan(name, version, numFewshot, originalSize, some, config, dataSha256, grader);
    }

    /**
     * A document of a task with what the model is asked about it.
     *
     * @param docId   the document's place in its split, from 0; the harness's doc_id
     * @param doc     the document in its Hugging Face form, as the sample files show it
     * @param target  the right answer as the sample files show it: a choice's index or a text
     * @param request what the model is asked
     * @param shots   few-shot examples in the context
     */
    public record Instance(int docId, JsonObject doc, JsonElement target, Request request, int shots) {}
}
