package dev.smoltulu.tools.quickstart;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Solves a word problem from its English alone, knowing nothing of how it was made. */
final class ProblemSolver {

    private static final Pattern NEEDS = Pattern.compile("(\\w+) needs (\\d+) (\\w+) and has (\\d+)");
    private static final Pattern BOTH = Pattern.compile("(\\w+) has (\\d+) (\\w+) and (\\w+) has (\\d+) \\3");
    private static final Pattern MORE_THAN = Pattern.compile("(\\w+) has (\\d+) more (\\w+) than (\\w+)");
    private static final Pattern CONTAINERS =
            Pattern.compile("(\\w+) has (\\d+) (bags|boxes|jars) with (\\d+) \\w+ each");
    private static final Pattern HAS = Pattern.compile("(\\w+) has (\\d+) (\\w+)");
    private static final Pattern GAINS = Pattern.compile("(\\w+) (finds|buys|gets) (\\d+) more (\\w+)");
    private static final Pattern LOSES = Pattern.compile("(\\w+) (loses|sells|gives away) (\\d+) (\\w+)");
    private static final Pattern NOW = Pattern.compile("How many (\\w+) does (\\w+) have now\\?");

    private final Map<String, Integer> counts = new HashMap<>();
    private int missing = -1;

    private ProblemSolver() {}

    static int solve(String question) {
        ProblemSolver solver = new ProblemSolver();
        String[] sentences = question.split("(?<=[.?]) ");
        for (int i = 0; i + 1 < sentences.length; i++) {
            solver.read(sentences[i].replaceAll("\\.$", ""));
        }
        return solver.answer(sentences[sentences.length - 1]);
    }

    private void read(String sentence) {
        Matcher m = NEEDS.matcher(sentence);
        if (m.matches()) {
            missing = number(m, 2) - number(m, 4);
        } else if ((m = BOTH.matcher(sentence)).matches()) {
            counts.put(m.group(1), number(m, 2));
            counts.put(m.group(4), number(m, 5));
        } else if ((m = MORE_THAN.matcher(sentence)).matches()) {
            counts.put(m.group(1), counts.get(m.group(4)) + number(m, 2));
        } else if ((m = CONTAINERS.matcher(sentence)).matches()) {
            counts.put(m.group(1), number(m, 2) * number(m, 4));
        } else if ((m = HAS.matcher(sentence)).matches()) {
            counts.put(m.group(1), number(m, 2));
        } else if ((m = GAINS.matcher(sentence)).matches()) {
            counts.merge(m.group(1), number(m, 3), Integer::sum);
        } else if ((m = LOSES.matcher(sentence)).matches()) {
            counts.merge(m.group(1), -number(m, 3), Integer::sum);
        } else {
            throw new AssertionError("cannot read: " + sentence);
        }
    }

    private int answer(String question) {
        Matcher now = NOW.matcher(question);
        if (now.matches()) {
            return counts.get(now.group(2));
        }
        if (question.endsWith("do they have together?")) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
        if (question.startsWith("How many more ") && missing >= 0) {
            return missing;
        }
        throw new AssertionError("cannot answer: " + question);
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
