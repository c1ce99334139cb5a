package dev.smoltulu.eval.task;

import java.nio.file.Path;
import java.util.Optional;

/** Where tasks find their documents. */
public interface TaskSources {

    /** For tasks that name their files themselves. */
    TaskSources NONE = new TaskSources() {
        @Override
        public Optional<Path> folder() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> cached(String hubId) {
            return Optional.empty();
        }
    };

    /** The folder that the user named. */
    Optional<Path> folder();

    /** The newest snapshot of a Hugging Face dataset in the local cache, if it is there; nothing is downloaded. */
    Optional<Path> cached(String hubId);

    /** What a user can do to have this dataset in the cache, as part of a sentence. */
    default String advice(String hubId) {
        return "download " + hubId;
    }
}
