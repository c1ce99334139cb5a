package dev.smoltulu.sweep.study;

import dev.smoltulu.base.UserError;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong with a study, gathered so that a user sees all of it at once. Each mistake is one line, kept once. */
public final class Mistakes {

    private final Map<String, UserError> byLine = new LinkedHashMap<>();

    /** Adds a mistake, unless the same line is there already. */
    public void add(UserError mistake) {
        byLine.putIfAbsent(mistake.getMessage(), mistake);
    }

    /** Adds a mistake, whose settings are between backquotes as {@link UserError} takes them. */
    public void add(String line) {
        add(UserError.usage(line));
    }

    /** Adds mistakes, a line each. */
    public void addAll(Collection<String> lines) {
        lines.forEach(this::add);
    }

    /** What {@code work} gives, or nothing where it is a user's mistake, which is kept. */
    public <T> Optional<T> collect(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (UserError mistake) {
            add(mistake);
            return Optional.empty();
        }
    }

    /** Whether nothing is wrong. */
    public boolean none() {
        return byLine.isEmpty();
    }

    /** In the order in which they were found. */
    public List<UserError> all() {
        return List.copyOf(byLine.values());
    }

    /** The messages of all mistakes. */
    public List<String> lines() {
        return List.copyOf(byLine.keySet());
    }
}
