package dev.smoltulu.tools.quickstart;

import dev.smoltulu.tools.quickstart.CorpusRow.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Short conversations: bare sums, introductions, words to repeat, to spell and to count. Each user message has
 * something of its own to answer (a name, a word, two numbers), and the answer follows from the conversation.
 */
final class Chats {

    /** The name the assistant gives itself where no system message names it. */
    static final String OWN_NAME = "Smol";

    static final String NUMBER_ONLY = "Give only the number.";

    private static final List<String> SUM_OPENINGS = List.of("What is ", "How much is ");

    private final NumberRange range;

    Chats(NumberRange range) {
        this.range = range;
    }

    CorpusRow draw(Random random, WordProblems.Family family) {
        return new CorpusRow(
                family,
                switch (family) {
                    case SUMS -> sums(random);
                    case GREETING -> greeting(random);
                    case REPEAT -> repeat(random);
                    case SPELLING -> spelling(random);
                    case ADDITION, SUBTRACTION, MULTIPLICATION, TWO_STEP, COMPARISON ->
                        throw new IllegalArgumentException("no chat: " + family);
                });
    }

    private List<Message> sums(Random random) {
        boolean numberOnly = random.nextInt(4) == 0;
        List<Message> messages = new ArrayList<>();
        if (numberOnly) {
            messages.add(Message.system(NUMBER_ONLY));
        }
        int turns = 1 + random.nextInt(3);
        for (int turn = 0; turn < turns; turn++) {
            NumberRange.Equation equation = range.any(random);
            String opening = turn == 0 ? ProblemWords.pick(random, SUM_OPENINGS) : "And ";
            messages.add(Message.user(opening + equation.expression() + "?"));
            messages.add(Message.assistant(numberOnly ? String.valueOf(equation.result()) : equation.toString()));
        }
        return messages;
    }

    private List<Message> greeting(Random random) {
        String person = ProblemWords.pick(random, ProblemWords.PEOPLE);
        String opening = ProblemWords.pick(random, ProblemWords.OPENINGS);
        String introduction = random.nextBoolean() ? ", I am " : ", my name is ";
        List<Message> messages = new ArrayList<>();
        String assistant = OWN_NAME;
        if (random.nextBoolean()) {
            assistant = ProblemWords.pick(random, ProblemWords.ASSISTANTS);
            messages.add(Message.system("Your name is " + assistant + "."));
        }
        boolean asksWho = random.nextBoolean();
        messages.add(Message.user(opening + introduction + person + "." + (asksWho ? " Who are you?" : "")));
        messages.add(Message.assistant(
                opening + " " + person + "! " + (asksWho ? "I am " + assistant + "." : "How can I help?")));
        if (random.nextInt(3) == 0) {
            String other = ProblemWords.another(random, ProblemWords.PEOPLE, person);
            boolean first = random.nextBoolean();
            messages.add(
                    Message.user("Is my name " + (first ? person : other) + " or " + (first ? other : person) + "?"));
            messages.add(Message.assistant("Your name is " + person + "."));
        }
        return messages;
    }

    private static List<Message> repeat(Random random) {
        String word = ProblemWords.pick(random, ProblemWords.SAYINGS);
        return switch (random.nextInt(3)) {
            case 0 -> exchange("Repeat the word " + word + ".", word);
            case 1 -> {
                int times = 2 + random.nextInt(3);
                yield exchange(
                        "Say " + word + " " + times + " times.", String.join(" ", Collections.nCopies(times, word)));
            }
            default -> {
                String second = ProblemWords.another(random, ProblemWords.SAYINGS, word);
                yield exchange("Say " + word + " and then " + second + ".", word + " " + second);
            }
        };
    }

    private static List<Message> spelling(Random random) {
        List<Message> messages = new ArrayList<>();
        int kind = random.nextInt(3);
        if (kind != 1) {
            messages.addAll(spell(random, ProblemWords.pick(random, ProblemWords.SAYINGS)));
        }
        if (kind != 0) {
            messages.addAll(countLetters(random, ProblemWords.pick(random, ProblemWords.SAYINGS)));
        }
        return messages;
    }

    private static List<Message> spell(Random random, String word) {
        String question = switch (random.nextInt(3)) {
            case 0 -> "Spell " + word + ".";
            case 1 -> "Spell the word " + word + ".";
            default -> "How do you spell " + word + "?";
        };
        return exchange(question, String.join("-", word.split("")));
    }

    private static List<Message> countLetters(Random random, String word) {
        String question = switch (random.nextInt(3)) {
            case 0 -> "How many letters are in " + word + "?";
            case 1 -> "How many letters does " + word + " have?";
            default -> "How many letters are there in " + word + "?";
        };
        return exchange(question, "The word " + word + " has " + word.length() + " letters.");
    }

    private static List<Message> exchange(String question, String answer) {
        return List.of(Message.user(question), Message.assistant(answer));
    }
}
