package dev.smoltulu.deploy.generate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.smoltulu.runtime.generation.FinishReason;

/** An {@link TextModel.Answer} as one line of JSON. */
public final class AnswerJson {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private AnswerJson() {}

    /**
     * The object.
     *
     * @param logProbs with each token's log-probability under the model's own distribution
     */
    public static String of(TextModel.Answer answer, boolean logProbs) {
        JsonObject json = new JsonObject();
        json.add("prompt_ids", GSON.toJsonTree(answer.prompt()));
        json.add("token_ids", GSON.toJsonTree(answer.completion().tokens()));
        json.addProperty("text", answer.text());
        json.addProperty("finish_reason", name(answer.completion().reason()));
        if (logProbs) {
            json.add("log_probs", GSON.toJsonTree(answer.completion().logProbs()));
        }
        return GSON.toJson(json);
    }

    private static String name(FinishReason reason) {
        return switch (reason) {
            case STOP_TOKEN -> "stop_token";
            case STOP_RULE -> "stop_string";
            case LENGTH -> "length";
        };
    }
}
