package dev.smoltulu.eval.task;

import java.nio.file.Path;
import java.util.Optional;

/** Where tasks find their documents. */
public interface TaskSources {

    /** The folder that the user named. */
    Optional<Path> folder();

    /** The newest snapshot of a Hugging Face dataset in the local cache, if it is there; nothing is downloaded. */
    Optional<Path> cached(String hubId);
}
