package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonObject;

/** What a task's prompts are made of, in the words of lm-evaluation-harness's task files, for the results. */
final class Declared {

    private final JsonObject json = new JsonObject();

    /** Of a dataset on the hub, or of one of its configurations. */
    static Declared dataset(String path, String configuration) {
        return new Declared().with("dataset_path", path).with("dataset_name", configuration);
    }

    Declared with(String key, String value) {
        json.addProperty(key, value);
        return this;
    }

    JsonObject json() {
        return json.deepCopy();
    }
}
