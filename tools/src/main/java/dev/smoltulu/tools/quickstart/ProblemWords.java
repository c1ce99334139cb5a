package dev.smoltulu.tools.quickstart;

import java.util.List;
import java.util.Random;

/** The words that vary from row to row. There are few, so that each becomes one token of a small vocabulary. */
final class ProblemWords {

    static final List<String> PEOPLE =
            List.of("Tom", "Mia", "Ben", "Ana", "Sam", "Lea", "Max", "Eva", "Leo", "Ida", "Jon", "Zoe");
    static final List<String> ASSISTANTS = List.of("Nova", "Kit", "Rex", "Pip", "Luna", "Ada");
    static final List<String> THINGS =
            List.of("apples", "plums", "pears", "nuts", "eggs", "books", "coins", "cards", "shells", "stamps");
    static final List<String> CONTAINERS = List.of("bags", "boxes", "jars");
    static final List<String> GAINS = List.of("finds", "buys", "gets");
    static final List<String> LOSSES = List.of("loses", "sells", "gives away");
    static final List<String> SAYINGS = List.of(
            "cat", "dog", "sun", "moon", "tree", "fish", "bird", "red", "blue", "green", "apples", "plums", "pears",
            "nuts", "eggs", "books", "coins", "cards");
    static final List<String> OPENINGS = List.of("Hi", "Hello", "Hey", "Good day");

    private ProblemWords() {}

    static String pick(Random random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    /** A word of the list that is not {@code taken}. */
    static String another(Random random, List<String> words, String taken) {
        List<String> others = words.stream().filter(word -> !word.equals(taken)).toList();
        return pick(random, others);
    }
}
