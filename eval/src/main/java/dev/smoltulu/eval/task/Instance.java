package dev.smoltulu.eval.task;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

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
