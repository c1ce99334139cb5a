package dev.smoltulu.tools.cli;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.terminal.StatusLine;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.hub.DatasetLocator;
import dev.smoltulu.hub.DownloadProgress;
import dev.smoltulu.hub.HubEnvironment;
import dev.smoltulu.hub.ModelLocator;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Where a verb writes, and what it knows besides its command line.
 *
 * @param out         results
 * @param err         errors and progress
 * @param terminal    whether lines can be drawn over, and their width
 * @param environment environment variables by name
 */
public record Console(PrintStream out, PrintStream err, Terminal terminal, Map<String, String> environment) {

    public Console {
        environment = Map.copyOf(environment);
    }

    /** Whether the variable is set to something that means yes. */
    public boolean isSet(String variable) {
        String value = environment.getOrDefault(variable, "");
        return !value.isBlank() && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    /**
     * Whether to write colours.
     *
     * @param wish always, never, or auto: on a terminal, unless NO_COLOR (no-color.org) is set
     * @throws UserError for another wish
     */
    public boolean colour(String wish) {
        return switch (wish) {
            case "always" -> true;
            case "never" -> false;
            case "auto" ->
                terminal.interactive()
                        && environment.getOrDefault("NO_COLOR", "").isEmpty();
            default -> throw UserError.usage("--color must be one of auto, always, never, not \"" + wish + "\"");
        };
    }

    /** Where runs share what is costly to compute: SMOLTULU_CACHE, XDG_CACHE_HOME/smoltulu, ~/.cache/smoltulu. */
    public Optional<Path> cacheFolder() {
        return variable("SMOLTULU_CACHE")
                .map(Path::of)
                .or(() -> variable("XDG_CACHE_HOME").map(folder -> Path.of(folder, "smoltulu")))
                .or(() -> variable("HOME").map(folder -> Path.of(folder, ".cache", "smoltulu")));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The hub as this environment names it. */
    public HubEnvironment hub() {
        return new HubEnvironment(environment, Path.of(System.getProperty("user.home")));
    }

    /** Finds models; downloads are shown on {@link #err}. */
    public ModelLocator models() {
        return new ModelLocator(hub(), downloads());
    }

    /** Finds datasets; downloads are shown on {@link #err}. */
    public DatasetLocator datasets() {
        return new DatasetLocator(hub(), downloads());
    }

    /** Where benchmarks find their documents: in {@code folder} where it is named, or else in the hub's cache. */
    public TaskSources taskSources(Optional<Path> folder) {
        return new TaskSources() {
            @Override
            public Optional<Path> folder() {
                return folder;
            }

            @Override
            public Optional<Path> cached(String hubId) {
                return datasets().cached(hubId);
            }

            @Override
            public String advice(String hubId) {
                return "run: smoltulu download --dataset " + hubId;
            }
        };
    }

    private DownloadLine downloads() {
        return new DownloadLine(err, terminal, System::nanoTime);
    }

    /** Shows downloads, a file at a time. */
    static final class DownloadLine implements DownloadProgress {

        private final StatusLine line;
        private String file = "";

        DownloadLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
            this.line = new StatusLine(out, terminal, nanoTime);
        }

        @Override
        public void advanced(String name, long done, long total) {
            if (!name.equals(file)) {
                file = name;
                line.begin();
            }
            if (done >= total) {
                line.clear();
            } else if (line.due()) {
                line.show(text(name, done, total));
            }
        }

        private static String text(String name, long done, long total) {
            return String.format(
                    Locale.ROOT,
                    "downloading %s  %3d%%  %s of %s",
                    name,
                    total == 0 ? 100 : done * 100 / total,
                    ByteCount.text(done),
                    ByteCount.text(total));
        }
    }
}
