package dev.smoltulu.eval.grading;

import com.google.gson.JsonObject;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.List;

/** What is done to an answer before it is compared. */
public sealed interface AnswerFilter {

    String apply(String answer);

    /** As an entry of a task file's filter. */
    JsonObject described();

    /** White space at both ends goes. */
    record Strip() implements AnswerFilter {

        @Override
        public String apply(String answer) {
            return PythonText.strip(answer);
        }

        @Override
        public JsonObject described() {
            JsonObject entry = new JsonObject();
            entry.addProperty("function", "remove_whitespace");
            return entry;
        }
    }

    /**
     * One match of a pattern stays: its first group that is not empty, without white space at both ends.
     *
     * @param pattern  looked for everywhere in the answer
     * @param select   which match: 0 is the first, -1 the last
     * @param fallback where there is no such match, or where all its groups are empty
     */
    record Extract(PythonRegex pattern, int select, String fallback) implements AnswerFilter {

        /** lm-evaluation-harness's fallback. */
        public static final String INVALID = "[invalid]";

        @Override
        public String apply(String answer) {
            List<List<String>> matches = pattern.findAllGroups(answer);
            int at = select < 0 ? matches.size() + select : select;
            if (at < 0 || at >= matches.size()) {
                return fallback;
            }
            List<String> groups = matches.get(at);
            // The harness takes a single group as it is, even an empty one.
            return groups.size() == 1
                    ? PythonText.strip(groups.get(0))
                    : groups.stream()
                            .filter(group -> !group.isEmpty())
                            .findFirst()
                            .map(PythonText::strip)
                            .orElse(fallback);
        }

        @Override
        public JsonObject described() {
            JsonObject entry = new JsonObject();
            entry.addProperty("function", "regex");
            entry.addProperty("regex_pattern", pattern.source());
            entry.addProperty("group_select", select);
            entry.addProperty("fallback", fallback);
            return entry;
        }
    }
}
