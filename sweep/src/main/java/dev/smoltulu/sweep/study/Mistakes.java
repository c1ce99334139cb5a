package dev.smoltulu.sweep.study;

import dev.smoltulu.base.UserError;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is wrong with a study, gathered so that a user sees all of it at once. Each mistake is one line, kept once. */
public final class Mistakes {

    private final Set<String> lines = new LinkedHashSet<>();

    public void add(String line) {
        lines.add(line);
    }

    public void addAll(Collection<String> more) {
        lines.addAll(more);
    }

    /** What {@code work} gives, or nothing where it is a user's mistake, which is kept. */
    public <T> Optional<T> collect(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (UserError mistake) {
            add(mistake.getMessage());
            return Optional.empty();
        }
    }

    public boolean none() {
        return lines.isEmpty();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
