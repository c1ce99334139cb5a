package dev.smoltulu.eval.report;

import com.google.gson.JsonObject;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.base.json.Json;
import java.nio.file.Path;
import java.util.List;

/** {@code samples_<task>_<time>.jsonl}: each document with its answers and scores, under the harness's keys. */
public final class SamplesFile {

    static final String DOC_HASH = "doc_hash";
    static final String PROMPT_HASH = "prompt_hash";
    static final String TARGET_HASH = "target_hash";

    private SamplesFile() {}

    /** The three hashes of a sample, as the harness makes them. */
    public static void addHashes(JsonObject sample, JsonObject doc, String prompt, String target) {
        sample.addProperty(DOC_HASH, Sha256.of(Json.pretty(doc)));
        sample.addProperty(PROMPT_HASH, Sha256.of(prompt));
        sample.addProperty(TARGET_HASH, Sha256.of(target));
    }

    /**
     * Writes {@code file}.
     *
     * @param samples rows with {@link #addHashes}
     * @return the hash over all samples' hashes, which the results carry
     */
    public static String write(Path file, List<JsonObject> samples) {
        StringBuilder hashes = new StringBuilder();
        try (AtomicFile out = AtomicFile.create(file, 0)) {
            for (JsonObject sample : samples) {
                out.write(Json.line(sample));
                for (String hash : List.of(DOC_HASH, PROMPT_HASH, TARGET_HASH)) {
                    hashes.append(sample.get(hash).getAsString());
                }
            }
            out.commit();
        }
        return Sha256.of(hashes.toString());
    }
}
